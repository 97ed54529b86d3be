import { describe, expect, it } from "vitest";
import { patched } from "@/lib/url-state";
import { csvHref } from "./api/calls";
import { NO_FILTERS, countFilters, queryOf, readFilters, writeFilters } from "./filters";

const read = (query: string) => readFilters(new URLSearchParams(query));
const now = new Date(2026, 10, 28, 15, 30);

describe("filters in the address", () => {
  it("come back from the address as they went in", () => {
    const filters = { ...NO_FILTERS, agent: "agent_1", state: "CALL_STATE_FAILED", direction: "DIRECTION_INBOUND", range: "dates", from: "2026-11-01", to: "2026-11-02", reasons: ["END_REASON_BUSY", "END_REASON_PROVIDER_FAILED"], disposition: "booked", number: "+91 98", minSeconds: "5", maxSeconds: "60", withFailures: true, order: "oldest", tests: "only" } as const;
    const address = patched("/calls", "?tab=x", writeFilters(filters));
    expect(address).toContain("state=failed");
    expect(address).toContain("reason=busy&reason=provider_failed");
    expect(read(address.split("?")[1] ?? "")).toEqual(filters);
  });

  it("are left out where nobody knows them", () => {
    expect(read("state=molten&reason=boredom&range=ever&from=2026-13-45&min=-3")).toEqual(NO_FILTERS);
  });

  it("count a span of days as one", () => {
    expect(countFilters(read(""))).toBe(0);
    expect(countFilters(read("range=dates&from=2026-11-01&to=2026-11-02&failures=1&reason=busy"))).toBe(3);
    expect(countFilters(read("range=7d&order=oldest"))).toBe(1);
  });
});

describe("what the API is asked", () => {
  it("begins days at the viewer's midnight and includes the last one", () => {
    const query = queryOf(read("range=dates&from=2026-11-01&to=2026-11-02"), now);
    expect(query.created_after).toBe(new Date(2026, 10, 1).toISOString());
    expect(query.created_before).toBe(new Date(2026, 10, 3).toISOString());
  });

  it("is the same all day for a span that ends now, so that the list is read once", () => {
    expect(queryOf(read("range=7d"), now)).toEqual(queryOf(read("range=7d"), new Date(2026, 10, 28, 23)));
    expect(queryOf(read("range=7d"), now).created_after).toBe(new Date(2026, 10, 22).toISOString());
  });

  it("is in milliseconds, and numbers without what people write between digits", () => {
    expect(queryOf(read("min=5&max=60&number=%2B91 (98) 10"), now)).toMatchObject({ min_duration_ms: "5000", max_duration_ms: "60000", number: "+919810" });
  });

  it("leaves trials of drafts out, or everything else, if one says so", () => {
    expect(queryOf(read("tests=without"), now)).toEqual({ test_calls: "TEST_CALLS_EXCLUDED" });
    expect(queryOf(read("tests=only"), now)).toEqual({ test_calls: "TEST_CALLS_ONLY" });
    expect(queryOf(read("tests=some"), now)).toEqual({});
  });

  it("is the same for the list and its table for a spreadsheet", () => {
    expect(csvHref(queryOf(read("state=busy&reason=busy&reason=rejected"), now))).toBe("/v1/calls.csv?state=CALL_STATE_BUSY&end_reasons=END_REASON_BUSY&end_reasons=END_REASON_REJECTED");
    expect(csvHref(queryOf(read("order=oldest"), now))).toBe("/v1/calls.csv?oldest_first=true");
    expect(csvHref({})).toBe("/v1/calls.csv");
  });
});
