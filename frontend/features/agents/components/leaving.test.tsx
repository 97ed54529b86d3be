import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { NextIntlClientProvider } from "next-intl";
import { beforeEach, expect, test, vi } from "vitest";
import { MeContext, type Me } from "@/features/session/hooks/use-me";
import agent from "@/messages/en/agent.json";
import fields from "@/messages/en/agent-fields.json";
import hints from "@/messages/en/agent-hints.json";
import problems from "@/messages/en/agent-problems.json";
import test_ from "@/messages/en/agent-test.json";
import agents from "@/messages/en/agents.json";
import ui from "@/messages/en/ui.json";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { show } from "@/tests/show";
import { Toaster } from "@/ui/toast";
import { forgetDraft } from "@/features/agents/model/unsaved";
import { AgentEditor } from "./editor/agent-editor";
import { Behaviour } from "./settings/behaviour";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ push: vi.fn() }),
  usePathname: () => "/agents/a1",
  useSearchParams: () => new URLSearchParams(),
}));

/** The services behind the editor; `refuses` is what saving is answered with. */
function edge(name = "Desk") {
  const served: { kept: Record<string, unknown>; refuses?: [number, string] } = {
    kept: { id: "a1", display_name: name, description: "", draft: {}, live_revision: 0, latest_revision: 0, revision: "1" },
  };
  fakeEdge(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/agents/a1" && request.method === "PATCH") {
      if (served.refuses) return refusal(...served.refuses);
      const body = (await request.json()) as { draft: object; revision: string };
      if (body.revision !== served.kept.revision) return refusal(409, "REVISION_CONFLICT");
      Object.assign(served.kept, { draft: body.draft, revision: String(Number(body.revision) + 1) });
    }
    if (pathname === "/v1/agents/a1") return json(served.kept);
    if (pathname === "/v1/integrations") return json({ adapters: [], next_page_token: "", unavailable_pools: [] });
    return pathname === "/v1/agents/a1:validate" ? json({ problems: [] }) : refusal(404, "NOT_FOUND");
  });
  return served;
}

const open = () =>
  show(<MeContext value={{ permissions: ["agents.write"] } as unknown as Me}><AgentEditor id="a1"><Behaviour /></AgentEditor></MeContext>, {
    agent, agents, "agent-fields": fields, "agent-hints": hints, "agent-problems": problems, "agent-test": test_,
  });

/** To another page of the dashboard, where toasts are still shown. */
function leave() {
  cleanup();
  render(<NextIntlClientProvider locale="en" messages={{ ui } as never}><Toaster /></NextIntlClientProvider>);
}

const isAskedBeforeClosing = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));

beforeEach(() => forgetDraft("a1"));

test("what could not be saved outlives its page, is said, and is saved once one comes back", async () => {
  const served = edge();
  served.refuses = [400, "INVALID_ARGUMENT"];
  open();
  await userEvent.type(await screen.findByLabelText(fields.wait_ms), "700");
  leave();
  expect(await screen.findByText("Desk: not everything is saved")).toBeInTheDocument();
  expect(isAskedBeforeClosing()).toBe(true);
  cleanup();
  served.refuses = undefined;
  open();
  expect(await screen.findByLabelText(fields.wait_ms)).toHaveValue(700);
  await waitFor(() => expect(served.kept.draft).toMatchObject({ turn_taking: { wait_ms: 700 } }));
  expect(isAskedBeforeClosing()).toBe(false);
});

test("a conflict that nobody decided is still there when one comes back", async () => {
  const served = edge();
  open();
  const field = await screen.findByLabelText(fields.max_duration_s);
  Object.assign(served.kept, { revision: "7", draft: { limits: { max_duration_s: 60 } } });
  await userEvent.type(field, "90");
  await screen.findByRole("dialog", undefined, { timeout: 4_000 });
  leave();
  expect(isAskedBeforeClosing()).toBe(true);
  cleanup();
  open();
  expect(await screen.findByRole("dialog")).toHaveTextContent("90");
  expect(served.kept.draft).toMatchObject({ limits: { max_duration_s: 60 } });
});

test("what can be saved on leaving is saved without a word", async () => {
  const served = edge("Shop");
  open();
  await userEvent.type(await screen.findByLabelText(fields.wait_ms), "700");
  leave();
  await waitFor(() => expect(served.kept.draft).toMatchObject({ turn_taking: { wait_ms: 700 } }));
  await waitFor(() => expect(isAskedBeforeClosing()).toBe(false));
  expect(screen.queryByText("Shop: not everything is saved")).not.toBeInTheDocument();
});
