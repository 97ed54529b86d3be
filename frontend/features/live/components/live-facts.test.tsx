import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Call } from "@/features/calls/api/calls";
import calls from "@/messages/en/calls.json";
import live from "@/messages/en/live.json";
import { fakeEdge, json } from "@/tests/edge";
import { show } from "@/tests/show";
import { liveCall } from "../live-call.fake";
import { LiveFacts } from "./live-facts";

const record = { agent_id: "a", node_id: "n", duration_ms: "61000", to: "+918045550099", turns: 2, state: "CALL_STATE_COMPLETED" } as Call;
const step = { nodeId: "n", title: "Which day", atMs: 0 };

it("keeps the names of a call that was seen live", () => {
  fakeEdge(() => json({ agents: [], next_page_token: "" }));
  show(<LiveFacts live={liveCall("1")} call={record} step={step} isEnded />, { live, calls });
  expect(screen.getByRole("link", { name: "Clinic" })).toHaveAttribute("href", "/agents/a");
  expect(screen.getByText("Greeting")).toBeVisible();
  expect(screen.getByText("1:01")).toBeVisible();
});

it("finds the names of a call that was over before the page was opened", async () => {
  fakeEdge(() => json({ agents: [{ id: "a", display_name: "Clinic" }], next_page_token: "" }));
  show(<LiveFacts live={undefined} call={record} step={step} isEnded />, { live, calls });
  expect(await screen.findByRole("link", { name: "Clinic" })).toBeVisible();
  expect(screen.getByText("Which day")).toBeVisible();
});
