import { expect, test } from "vitest";
import { formatsOf } from "@/features/analytics/hooks/use-formats";
import { readChoice, spanBefore, spanOf } from "./choice";
import { changeOf, figuresOf } from "./figures";
import { type Axis, ticksOf, writerOf } from "./scale";
import { csvOf, sorted, type Sheet } from "./sheet";

const choice = (query: string) => readChoice(new URLSearchParams(query));
const NOW = new Date("2026-11-28T10:30");

test("a range of days begins at the viewer's midnight and ends now", () => {
  expect(spanOf(choice("range=7d"), NOW)).toEqual({ after: new Date("2026-11-22T00:00"), before: NOW, days: 7, isHourly: false });
  expect(spanOf(choice("range=today"), NOW)).toMatchObject({ days: 1, isHourly: true });
});

test("chosen days are whole, end now at the latest, and are at most a year", () => {
  expect(spanOf(choice("range=dates&from=2026-11-01&to=2026-11-02"), NOW)).toMatchObject({ before: new Date("2026-11-03T00:00"), days: 2, isHourly: true });
  expect(spanOf(choice("range=dates&from=2026-11-27&to=2026-12-24"), NOW).before).toEqual(NOW);
  expect(spanOf(choice("range=dates&from=2020-01-01&to=2026-11-27"), NOW).days).toBeLessThanOrEqual(366);
  expect(spanOf(choice("range=dates&from=2026-11-20&to=2026-11-10"), NOW).days).toBe(1);
});

test("what it is compared with is as long, and just before", () => {
  expect(spanBefore(spanOf(choice("range=7d"), NOW))).toMatchObject({ after: new Date("2026-11-15T00:00"), before: new Date("2026-11-21T10:30") });
});

test("an address that says nonsense is read as if it said nothing", () => {
  expect(choice("range=century&from=tomorrow&direction=up&by=mood")).toEqual(choice(""));
});

test("rates of no call are unknown, not zero", () => {
  expect(figuresOf({ calls: "0", answered: "0", ended: "0", contained: "0", failed: "0", duration_ms: "0", response_p50_ms: 0, response_p95_ms: 0, cost: [], turns: "0" }))
    .toMatchObject({ answerRate: null, containment: null, p50: null, p95: null, calls: 0 });
});

test("a change is better or worse by what is wanted, and from nothing there is none", () => {
  expect(changeOf(90, 100, "milliseconds", "less")).toEqual({ by: -10, unit: "milliseconds", isBetter: true });
  expect(changeOf(60, 80, "points", "more")).toEqual({ by: -20, unit: "points", isBetter: false });
  expect(changeOf(8, 4, "percent", "neither")).toEqual({ by: 100, unit: "percent" });
  expect(changeOf(8, 0, "percent", "neither")).toBeUndefined();
  expect(changeOf(null, 4, "points", "more")).toBeUndefined();
});

const format = String;
const SHEET: Sheet = {
  name: "agents",
  keyLabel: "Agent",
  columns: [{ id: "calls", label: "Calls", format }, { id: "rate", label: "Rate, in %", format }],
  rows: [
    { key: "1", label: "Asha", values: [2, null] },
    { key: "2", label: '=HYPERLINK("x")', values: [10, 33.333333] },
    { key: "3", label: "+914800", values: [3, 50] },
  ],
};

test("a CSV file has plain numbers, nothing for the unknown, and no formulas", () => {
  expect(csvOf(SHEET)).toBe('Agent,Calls,"Rate, in %"\r\nAsha,2,\r\n"\'=HYPERLINK(""x"")",10,33.3333\r\n+914800,3,50\r\n');
});

test.each(["＝1+1", "＋1", "－1", "＠a", "  =1+1", "\n=1", "-2", "+91 98"])("a spreadsheet does not run %j", (label) => {
  const csv = csvOf({ name: "n", keyLabel: "Agent", columns: [], rows: [{ key: "k", label, values: [] }] });
  expect(csv).toContain(`'${label}`);
});

test("rows are sorted by numbers, the unknown last either way", () => {
  const keys = (isDescending: boolean) => sorted(SHEET.rows, { column: 1, isDescending }).map((row) => row.key);
  expect(keys(true)).toEqual(["3", "2", "1"]);
  expect(keys(false)).toEqual(["2", "3", "1"]);
});

test("an axis has a few round ticks, whole ones where only whole numbers are", () => {
  expect(ticksOf(0.1, false)).toEqual([0, 0.025, 0.05, 0.075, 0.1]);
  expect(ticksOf(7, true)).toEqual([0, 2, 4, 6, 8]);
  expect(ticksOf(1, true)).toEqual([0, 1]);
  expect(ticksOf(0, true)).toEqual([0, 1]);
  expect(ticksOf(100, true)).toEqual([0, 25, 50, 75, 100]);
});

test.each([0.03, 0.1, 0.7, 3, 9.5, 130, 1_050, 1_250, 48_000, 2_400_000])("no two ticks up to %d read the same", (largest) => {
  for (const locale of ["en-IN", "en-US", "hi"]) {
    const { axes } = formatsOf(locale);
    for (const axis of [axes.short, axes.milliseconds, axes.percent, axes.money("INR"), axes.money("JPY")]) {
      const ticks = ticksOf(largest, false);
      expect(new Set(ticks.map(writerOf(ticks, axis))).size).toBe(ticks.length);
    }
  }
});

test("ticks have no more digits than they need", () => {
  const { axes } = formatsOf("en-US");
  const written = (ticks: number[], axis: Axis) => ticks.map(writerOf(ticks, axis));
  expect(written([0, 0.25, 0.5], axes.short)).toEqual(["0", "0.25", "0.5"]);
  expect(written([0, 500, 1_000, 1_500], axes.milliseconds)).toEqual(["0 ms", "500 ms", "1 s", "1.5 s"]);
  expect(written([0, 2, 4], axes.money("USD"))).toEqual(["$0", "$2", "$4"]);
});
