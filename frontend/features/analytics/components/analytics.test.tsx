import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { MeContext } from "@/features/session/hooks/use-me";
import messages from "@/messages/en/analytics.json";
import { fakeEdge, json } from "@/tests/edge";
import { show } from "@/tests/show";
import { Analytics } from "./analytics";

vi.mock("next/navigation", () => import("@/tests/address"));

const FIGURES = {
  calls: "8", answered: "6", ended: "8", contained: "3", failed: "1", duration_ms: "750000",
  response_p50_ms: 640, response_p95_ms: 1400, cost: [{ currency_code: "INR", units: "12", nanos: 500000000 }], turns: "40",
};
const NONE = { calls: "0", answered: "0", ended: "0", contained: "0", failed: "0", duration_ms: "0", response_p50_ms: 0, response_p95_ms: 0, cost: [], turns: "0" };
const BEFORE = { ...FIGURES, calls: "4", answered: "4", response_p50_ms: 700, cost: [] };
const PROVIDERS = [{ adapter: "sarvam", modality: "speech_to_text", calls: "5", failures: "2" }];
const GROUPS: Record<string, object[]> = {
  GROUP_BY_DAY: [{ key: "2026-11-27", figures: NONE }, { key: "2026-11-28", figures: FIGURES }],
  GROUP_BY_AGENT: [{ key: "agt_1", figures: FIGURES }],
  GROUP_BY_DISPOSITION: [{ key: "booked", figures: FIGURES }],
  GROUP_BY_END_REASON: [{ key: "END_REASON_CALLER_HUNG_UP", figures: FIGURES }],
};

function edge(total: object = FIGURES) {
  return fakeEdge((request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/v1/agents") return json({ agents: [{ id: "agt_1", display_name: "Appointments" }], next_page_token: "" });
    const group = searchParams.get("group_by");
    if (group === null) return json({ total: BEFORE, groups: [], providers: [] });
    return json({ total, groups: GROUPS[group] ?? [], providers: PROVIDERS });
  });
}

function open() {
  return show(<MeContext value={{ permissions: ["agents.read", "calls.read"] } as never}><Analytics /></MeContext>, { analytics: messages });
}

const asked = (seen: Request[], group: string) =>
  seen.map((request) => new URL(request.url).searchParams).filter((query) => query.get("group_by") === group);

beforeEach(() => history.replaceState(null, "", "/analytics"));

async function tile(label: string): Promise<HTMLElement> {
  const [found] = await screen.findAllByText(label, { selector: "p" });
  if (!found?.parentElement) throw new Error(label);
  return found.parentElement;
}

test("the tiles show what the API counted, and how that differs from as many days before", async () => {
  edge();
  open();
  await waitFor(async () => expect(await tile("Calls")).toHaveTextContent("Calls8up by 100 %from 4"));
  expect(await tile("Answer rate")).toHaveTextContent("75 %down by 25 pointsfrom 100 %");
  expect(await tile("Containment")).toHaveTextContent("50 %");
  expect(await tile("Minutes talked")).toHaveTextContent("13");
  expect(await tile("Response, median by call")).toHaveTextContent("640 msdown by 60 msfrom 700 ms");
  expect(await tile("Cost of AI")).toHaveTextContent("₹12.50");
});

test("the table compares by agent with the API's figures, and what nobody can know is a dash", async () => {
  edge();
  open();
  const table = within(await screen.findByRole("region", { name: "Compare by: Agent" }));
  const row = await table.findByRole("row", { name: /Appointments/ });
  expect(within(row).getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["8", "75 %", "50 %", "1", "13", "640 ms", "1.4 s", "₹12.50"]);
  expect(within(row).getByRole("link")).toHaveAttribute("href", "/calls?range=7d&agent=agt_1&tests=without");
  await userEvent.click((await screen.findAllByRole("button", { name: "Figures: Answered and contained" }))[0] as HTMLElement);
  const [first] = within(screen.getByRole("region", { name: "Answered and contained" })).getAllByRole("row").slice(1);
  expect(first).toHaveTextContent("Nov 27––");
});

test("what is chosen is asked for and kept in the address", async () => {
  const { seen } = edge();
  open();
  await userEvent.click(screen.getByRole("button", { name: "30 days" }));
  await tile("Calls");
  expect(location.search).toBe("?range=30d");
  const last = asked(seen, "GROUP_BY_DAY").at(-1);
  const days = (Date.parse(last?.get("created_before") ?? "") - Date.parse(last?.get("created_after") ?? "")) / 86_400_000;
  expect(days).toBeGreaterThan(29);
  expect(days).toBeLessThanOrEqual(30);
  expect(last?.get("time_zone")).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
});

test("an address brings back what was chosen", async () => {
  history.replaceState(null, "", "/analytics?range=dates&from=2026-11-01&to=2026-11-03&agent=agt_1&direction=outbound&by=outcome");
  vi.setSystemTime(new Date("2026-11-28T10:00:00Z"));
  const { seen } = edge();
  open();
  const table = within(await screen.findByRole("region", { name: "Compare by: Outcome" }));
  expect(await table.findByRole("link", { name: "booked" })).toHaveAttribute("href", "/calls?range=dates&from=2026-11-01&to=2026-11-03&agent=agt_1&direction=outbound&outcome=booked&tests=without");
  const [query] = asked(seen, "GROUP_BY_DISPOSITION");
  expect(new Date(query?.get("created_after") ?? "")).toEqual(new Date("2026-11-01T00:00"));
  expect(new Date(query?.get("created_before") ?? "")).toEqual(new Date("2026-11-04T00:00"));
  expect([query?.get("agent_id"), query?.get("direction")]).toEqual(["agt_1", "DIRECTION_OUTBOUND"]);
  vi.useRealTimers();
});

test("tests of drafts are counted and linked to once they are asked for", async () => {
  const { seen } = edge();
  open();
  await tile("Calls");
  expect(asked(seen, "GROUP_BY_DAY").at(-1)?.has("include_tests")).toBe(false);
  await userEvent.click(screen.getByRole("checkbox", { name: "Include tests" }));
  expect(location.search).toBe("?tests=with");
  await waitFor(() => expect(asked(seen, "GROUP_BY_DAY").at(-1)?.get("include_tests")).toBe("true"));
  const table = within(await screen.findByRole("region", { name: "Compare by: Agent" }));
  expect(await table.findByRole("link", { name: "Appointments" })).toHaveAttribute("href", "/calls?range=7d&agent=agt_1");
});

test("without calls it says so instead of drawing zeros", async () => {
  edge(NONE);
  open();
  expect(await screen.findByText("No calls on these days")).toBeVisible();
  expect(await tile("Answer rate")).toHaveTextContent("–");
  expect(screen.queryByRole("img")).toBeNull();
});
