import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { MeContext } from "@/features/session/hooks/use-me";
import messages from "@/messages/en/home.json";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { show } from "@/tests/show";
import { Home } from "./home";

const PERMISSIONS = ["agents.read", "agents.write", "calls.read", "numbers.read", "members.read", "members.write", "integrations.read"];
const CALL = { id: "call_1", direction: "DIRECTION_INBOUND", from: "+919800000001", to: "+918045000001", end_reason: "END_REASON_MEDIA_LOST", created_at: "2026-11-28T09:00:00Z", disposition: "" };
const FIGURES = { calls: "7", answered: "6", ended: "7", contained: "4", failed: "1", duration_ms: "60000", response_p50_ms: 820, response_p95_ms: 1900, cost: [], turns: "20" };

const ANSWERS: Record<string, object> = {
  "/v1/agents": { agents: [{ id: "agt_1", display_name: "Appointments", live_revision: 1 }] },
  "/v1/calls": { calls: [] },
  "/v1/numbers": { numbers: [{ e164: "+918045000001", agent_id: "agt_1" }] },
  "/v1/members": { members: [{}] },
  "/v1/credentials": { credentials: [] },
  "/v1/liveCalls": { calls: [{}, {}], next_page_token: "" },
  "/v1/analytics/calls": { total: FIGURES, groups: [], providers: [{ adapter: "sarvam", modality: "speech_to_text", calls: "3", failures: "2" }] },
};

function open(answers: Record<string, object> = {}, permissions = PERMISSIONS) {
  const edge = fakeEdge((request) => {
    const answer = { ...ANSWERS, ...answers }[new URL(request.url).pathname];
    return answer ? json(answer) : refusal(404, "NOT_FOUND");
  });
  show(<MeContext value={{ permissions, display_name: "Asha", email: "" } as never}><Home /></MeContext>, { home: messages });
  return edge;
}

test("a newcomer is led to the voice test of the agent that is live, and sees which steps are done", async () => {
  open();
  expect(await screen.findByRole("link", { name: "Talk to Appointments" })).toHaveAttribute("href", "/agents/agt_1?test=voice");
  const steps = (await screen.findAllByRole("listitem")).filter((each) => within(each).queryByRole("heading"));
  expect(steps.map((step) => within(step).queryByLabelText("Done") !== null)).toEqual([true, true, false, false]);
  expect(screen.queryByRole("region", { name: "Today" })).toBeNull();
});

test("without an agent one is led to make one", async () => {
  open({ "/v1/agents": { agents: [] } });
  expect(await screen.findByRole("link", { name: "Make an agent" })).toHaveAttribute("href", "/agents");
});

test("whoever may not make an agent is told who can", async () => {
  open({ "/v1/agents": { agents: [] } }, PERMISSIONS.filter((each) => each !== "agents.write"));
  expect(await screen.findByText(/administers your organization/)).toBeVisible();
  expect(screen.queryByRole("link", { name: "Make an agent" })).toBeNull();
});

test("once there are calls, today's figures and what failed are shown", async () => {
  open({ "/v1/calls": { calls: [CALL] } });
  const today = within(await screen.findByRole("region", { name: "Today" }));
  expect(await today.findByRole("link", { name: /Live now/ })).toHaveTextContent("2");
  await waitFor(() => expect(today.getByRole("link", { name: /Calls today/ })).toHaveTextContent("Calls today77 yesterday by now"));
  expect(today.getByRole("link", { name: /Answer rate/ })).toHaveTextContent("85.7 %");
  expect(await today.findByRole("link", { name: "sarvam failed 2 times in 3 calls" })).toHaveAttribute("href", "/calls?range=today&failures=1&tests=without");
  expect(await today.findByRole("link", { name: /The audio connection was lost/ })).toHaveAttribute("href", "/calls/call_1");
});

test("when live calls cannot be counted it says so instead of none", async () => {
  open({ "/v1/calls": { calls: [CALL] }, "/v1/liveCalls": undefined as never });
  expect(await screen.findByText("Cannot be told at the moment")).toBeVisible();
});
