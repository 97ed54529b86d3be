import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { MeContext, type Me } from "@/features/session/hooks/use-me";
import agent from "@/messages/en/agent.json";
import fields from "@/messages/en/agent-fields.json";
import hints from "@/messages/en/agent-hints.json";
import problems from "@/messages/en/agent-problems.json";
import test_ from "@/messages/en/agent-test.json";
import agents from "@/messages/en/agents.json";
import errors from "@/messages/en/errors.json";
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

/** The services behind the editor of an agent whose revision 1 is live; nothing can be rolled back. */
function edge() {
  const kept = { id: "a1", display_name: "Desk", description: "", draft: {} as object, live_revision: 1, latest_revision: 1, revision: "1" };
  const served: { kept: typeof kept; published: object[]; refuses?: Parameters<typeof refusal> } = { kept, published: [] };
  fakeEdge(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/agents/a1" && request.method === "PATCH") {
      if (served.refuses) return refusal(...served.refuses);
      const body = (await request.json()) as { revision: string; draft: object };
      if (body.revision !== kept.revision) return refusal(409, "REVISION_CONFLICT");
      Object.assign(kept, { ...body, revision: String(Number(kept.revision) + 1) });
    }
    if (pathname === "/v1/agents/a1:publish") {
      if (((await request.json()) as { revision: string }).revision !== kept.revision) return refusal(409, "REVISION_CONFLICT");
      served.published.push(kept.draft);
      Object.assign(kept, { live_revision: 2, latest_revision: 2, revision: String(Number(kept.revision) + 1) });
      return json({ number: 2, note: "", spec: kept.draft });
    }
    if (pathname === "/v1/agents/a1:rollBack") return refusal(503, "UNAVAILABLE");
    if (pathname === "/v1/agents/a1") return json(kept);
    if (pathname.startsWith("/v1/agents/a1/revisions/")) return json({ number: 1, note: "", spec: {} });
    if (pathname === "/v1/integrations") return json({ adapters: [], next_page_token: "", unavailable_pools: [] });
    return pathname === "/v1/agents/a1:validate" ? json({ problems: [] }) : refusal(404, "NOT_FOUND");
  });
  return served;
}

function open() {
  const me = { permissions: ["agents.write", "agents.publish"] } as unknown as Me;
  show(<MeContext value={me}><AgentEditor id="a1"><Behaviour /></AgentEditor><Toaster /></MeContext>, {
    agent, agents, "agent-fields": fields, "agent-hints": hints, "agent-problems": problems, "agent-test": test_,
  });
}

async function press(name: string) {
  const found = await screen.findAllByRole("button", { name });
  await userEvent.click(found.at(-1) as HTMLElement);
}

const theirs = { revision: "7", draft: { limits: { max_duration_s: 60 } } };

beforeEach(() => forgetDraft("a1"));

test("another's draft is not published unseen: publishing stops, says why, and goes on at the next press", async () => {
  const { kept, published } = edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.publish.button);
  Object.assign(kept, theirs);
  await press(agent.publish.confirm);
  expect(await screen.findByText(errors.revisionConflict)).toBeInTheDocument();
  expect(published).toEqual([]);
  expect(screen.getByLabelText(fields.max_duration_s)).toHaveValue(60);
  await press(agent.publish.confirm);
  await waitFor(() => expect(published).toHaveLength(1));
});

test("what came in with a save of mine is not published unseen either", async () => {
  const served = edge();
  open();
  await userEvent.type(await screen.findByLabelText(fields.wait_ms), "700");
  served.refuses = [503, "UNAVAILABLE"];
  await press(agent.publish.button);
  await screen.findByText(agent.save.offline);
  Object.assign(served.kept, theirs);
  served.refuses = undefined;
  await press(agent.publish.confirm);
  expect(await screen.findByText(errors.revisionConflict)).toBeInTheDocument();
  expect(served.published).toEqual([]);
  await press(agent.publish.confirm);
  await waitFor(() => expect(served.published).toMatchObject([{ turn_taking: { wait_ms: 700 }, limits: { max_duration_s: 60 } }]));
});

test("a new name by somebody else holds nothing up but for a second press", async () => {
  const { kept, published } = edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.publish.button);
  Object.assign(kept, { display_name: "Shop", revision: "7" });
  await press(agent.publish.confirm);
  expect(await screen.findByText(errors.revisionConflict)).toBeInTheDocument();
  await press(agent.publish.confirm);
  await waitFor(() => expect(published).toHaveLength(1));
});

test("a publication that cannot be taken back says so", async () => {
  edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.publish.button);
  await press(agent.publish.confirm);
  await press("Undo");
  expect(await screen.findByText(agent.notUndone)).toBeInTheDocument();
});

test("a new name is saved over another's draft, and takes nothing of it back", async () => {
  const { kept } = edge();
  open();
  await userEvent.type(await screen.findByLabelText(fields.wait_ms), "700");
  Object.assign(kept, theirs);
  await press(agent.rename);
  await userEvent.type(screen.getByLabelText(agents.form.name), "top");
  await press(agent.saveName);
  expect(await screen.findByRole("heading", { name: "Desktop" })).toBeInTheDocument();
  expect(screen.queryByRole("dialog")).toBeNull();
  await waitFor(() => expect(kept).toMatchObject({ display_name: "Desktop", draft: { turn_taking: { wait_ms: 700 }, limits: { max_duration_s: 60 } } }), { timeout: 4_000 });
});

test("a name that is refused, or whose answer is lost, stays in its dialog, and each complaint stands at its field", async () => {
  const served = edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.rename);
  await userEvent.type(screen.getByLabelText(agents.form.name), "top");
  await userEvent.type(screen.getByLabelText(agents.form.purpose, { exact: false }), "Mornings");
  served.refuses = [503, "UNAVAILABLE"];
  await press(agent.saveName);
  await waitFor(() => expect(screen.getByRole("dialog")).toHaveTextContent(errors.unavailable));
  const violations = [{ field: "agent.description", description: "is too long" }];
  served.refuses = [400, "INVALID_ARGUMENT", [{ "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations: violations }]];
  await press(agent.saveName);
  const purpose = screen.getByLabelText(agents.form.purpose, { exact: false });
  await waitFor(() => expect(purpose).toHaveAccessibleDescription("is too long"));
  expect(purpose).toHaveValue("Mornings");
  expect(purpose).toHaveAttribute("maxlength", "2000");
  expect(screen.getByLabelText(agents.form.name)).toHaveValue("Desktop");
  served.refuses = undefined;
  await press(agent.saveName);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(served.kept).toMatchObject({ display_name: "Desktop", description: "Mornings" });
});

test("of a name that both have changed a person decides, and may go back to what was typed", async () => {
  const { kept } = edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.rename);
  await userEvent.type(screen.getByLabelText(agents.form.name), "top");
  Object.assign(kept, { display_name: "Shop", revision: "7" });
  await press(agent.saveName);
  await screen.findByRole("radiogroup", { name: agents.form.name });
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByLabelText(agents.form.name)).toHaveValue("Desktop");
  await press(agent.saveName);
  await userEvent.click(within(await screen.findByRole("radiogroup", { name: agents.form.name })).getByRole("radio", { name: new RegExp(ui.conflict.mine) }));
  await press(ui.conflict.save);
  expect(await screen.findByRole("heading", { name: "Desktop" })).toBeInTheDocument();
  expect(kept).toMatchObject({ display_name: "Desktop", revision: "8" });
});

test("a purpose that somebody else wrote meanwhile comes along with a new name, and is told", async () => {
  const { kept } = edge();
  open();
  await screen.findByLabelText(fields.wait_ms);
  await press(agent.rename);
  await userEvent.type(screen.getByLabelText(agents.form.name), "top");
  Object.assign(kept, { description: "Mornings", revision: "7" });
  await press(agent.saveName);
  expect(await screen.findByText(ui.conflict.merged)).toBeInTheDocument();
  expect(kept).toMatchObject({ display_name: "Desktop", description: "Mornings" });
});
