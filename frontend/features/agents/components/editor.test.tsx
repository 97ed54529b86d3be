import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ReactNode } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { MeContext, type Me } from "@/features/session/hooks/use-me";
import agent from "@/messages/en/agent.json";
import fields from "@/messages/en/agent-fields.json";
import hints from "@/messages/en/agent-hints.json";
import problems from "@/messages/en/agent-problems.json";
import test_ from "@/messages/en/agent-test.json";
import agents from "@/messages/en/agents.json";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { show } from "@/tests/show";
import { AgentEditor } from "./editor/agent-editor";
import { Behaviour } from "./settings/behaviour";
import { Variables } from "./settings/variables";

let search = "";

vi.mock("next/navigation", () => ({
  useRouter: () => ({ push: vi.fn() }),
  usePathname: () => "/agents/a1",
  useSearchParams: () => new URLSearchParams(search),
}));

Element.prototype.scrollIntoView = () => undefined;

const SPEC = {
  language: "en-IN",
  variables: [{ name: "day", type: "VARIABLE_TYPE_TEXT" }],
  graph: { start_node: "hi", nodes: [{ id: "hi", title: "Hello", ask: { prompt: "On {day}?" }, edges: [{ to: "bye", otherwise: {} }] }, { id: "bye", hang_up: {}, edges: [] }] },
};

/** The services behind the editor, with one agent. */
function edge() {
  const kept = { id: "a1", display_name: "Desk", description: "", draft: SPEC as object, live_revision: 0, latest_revision: 0, revision: "1" };
  const found: object[] = [];
  const said: Record<string, unknown>[] = [];
  const served = fakeEdge(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/agents/a1" && request.method === "PATCH") {
      const body = (await request.json()) as { draft: object; revision: string };
      if (body.revision !== kept.revision) return refusal(409, "REVISION_CONFLICT");
      Object.assign(kept, { draft: body.draft, revision: String(Number(kept.revision) + 1) });
      return json(kept);
    }
    if (pathname === "/v1/agents/a1") return json(kept);
    if (pathname === "/v1/agents/a1:validate") return json({ problems: found });
    if (pathname === "/v1/integrations") return json({ adapters: [], next_page_token: "", unavailable_pools: [] });
    if (pathname === "/v1/rehearsals") {
      const body = (await request.json()) as Record<string, unknown>;
      said.push(body);
      const text = typeof body.text === "string" ? `You said ${body.text}` : "On which day?";
      return json({ events: [{ node_entered: "hi" }, { said: { text, node_id: "hi" } }], state: `s${said.length}`, node_id: "hi", variables: {}, over: false });
    }
    return refusal(404, "NOT_FOUND");
  });
  return { ...served, kept, found, said };
}

function open(tab: ReactNode, permissions = ["agents.write", "agents.publish", "integrations.try", "calls.place"]) {
  const me = { permissions } as unknown as Me;
  return show(<MeContext value={me}><AgentEditor id="a1">{tab}</AgentEditor></MeContext>, {
    agent, agents, "agent-fields": fields, "agent-hints": hints, "agent-problems": problems, "agent-test": test_,
  });
}

beforeEach(() => {
  search = "";
});

test("a change is saved by itself, and the screen says so", async () => {
  const { kept } = edge();
  open(<Behaviour />);
  await userEvent.type(await screen.findByLabelText(fields.wait_ms), "700");
  expect(screen.getByText(agent.save.waiting)).toBeInTheDocument();
  await waitFor(() => expect(kept.draft).toMatchObject({ turn_taking: { wait_ms: 700 } }), { timeout: 4_000 });
  expect(await screen.findByText(agent.save.saved)).toBeInTheDocument();
});

test("what the service finds wrong stands at its field and forbids publishing", async () => {
  const { found } = edge();
  found.push({ field: "turn_taking.wait_ms", node_id: "", reason: "OUT_OF_RANGE", description: "must be from 200 to 5000" });
  open(<Behaviour />);
  const field = await screen.findByLabelText(fields.wait_ms);
  await waitFor(() => expect(field).toBeInvalid());
  expect(field).toHaveAccessibleDescription(/must be from 200 to 5000/);
  expect(screen.getByRole("button", { name: agent.publish.button })).toBeDisabled();
  expect(screen.getByRole("button", { name: "1 problem" })).toBeInTheDocument();
});

test("renaming a variable renames it in what the agent says, and undo takes it back", async () => {
  search = "variable=0";
  const { kept } = edge();
  open(<Variables />);
  const name = await screen.findByLabelText(fields.variable_name);
  await userEvent.clear(name);
  await userEvent.type(name, "date{Enter}");
  await waitFor(() => expect(kept.draft).toMatchObject({ graph: { nodes: [{ ask: { prompt: "On {date}?" } }, {}] } }), { timeout: 4_000 });
  await userEvent.click(screen.getByRole("button", { name: agent.undo }));
  expect(screen.getByLabelText(fields.variable_name)).toHaveValue("day");
});

test("what both have changed is shown side by side by its name, and nothing is saved before somebody chose", async () => {
  const { kept } = edge();
  open(<Behaviour />);
  const field = await screen.findByLabelText(fields.max_duration_s);
  Object.assign(kept, { revision: "7", draft: { ...SPEC, limits: { max_duration_s: 60 } } });
  await userEvent.type(field, "90");
  const dialog = await screen.findByRole("dialog", undefined, { timeout: 4_000 });
  const choice = within(dialog).getByRole("radiogroup", { name: `${fields.limits} › ${fields.max_duration_s}` });
  expect(choice).toHaveTextContent("BeforeNothingTheirs60Yours90");
  expect(within(dialog).getByRole("button", { name: "Save" })).toBeDisabled();
  expect(kept.draft).toMatchObject({ limits: { max_duration_s: 60 } });
  await userEvent.click(within(choice).getByRole("radio", { name: /Yours/ }));
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(kept.draft).toMatchObject({ limits: { max_duration_s: 90 } }));
});

test("who may only look changes nothing", async () => {
  edge();
  open(<Behaviour />, []);
  expect(await screen.findByLabelText(fields.wait_ms)).toHaveAttribute("readonly");
  expect(screen.getByText(agents.mayNotWrite)).toBeInTheDocument();
});

test("a rehearsal goes on from the state of the step before, and from an earlier one after going back", async () => {
  search = "test=text";
  const { said } = edge();
  open(<Behaviour />);
  await userEvent.click(await screen.findByRole("button", { name: test_.begin }));
  expect(await screen.findByText("On which day?")).toBeInTheDocument();
  for (const text of ["monday", "tuesday"]) {
    await userEvent.type(screen.getByLabelText(test_.say), `${text}{Enter}`);
    expect(await screen.findByText(`You said ${text}`)).toBeInTheDocument();
  }
  await userEvent.click(screen.getAllByRole("button", { name: test_.rewind })[0] as HTMLElement);
  expect(screen.queryByText("You said tuesday")).not.toBeInTheDocument();
  expect(screen.getByLabelText(test_.say)).toHaveValue("monday");
  await userEvent.clear(screen.getByLabelText(test_.say));
  await userEvent.type(screen.getByLabelText(test_.say), "12#{Enter}");
  await waitFor(() => expect(said.length).toBe(4));
  expect(said.map(({ state, text, digits }) => ({ state, text, digits }))).toEqual([
    { state: undefined, text: undefined, digits: undefined },
    { state: "s1", text: "monday", digits: undefined },
    { state: "s2", text: "tuesday", digits: undefined },
    { state: "s1", text: undefined, digits: "12#" },
  ]);
});
