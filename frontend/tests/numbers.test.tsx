import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { AddNumber } from "@/features/numbers/components/add-number";
import { RenameNumber } from "@/features/numbers/components/rename-number";
import { AgentCell } from "@/features/numbers/components/agent-cell";
import type { PhoneLine } from "@/features/numbers/api/numbers";
import { fakeEdge, json, refusal } from "./edge";
import { showPage } from "./show-page";

const NUMBER: PhoneLine = { id: "number_1", e164: "+918045550002", display_name: "", agent_id: "agent_a", revision: "3" };
const AGENTS = json({ agents: [{ id: "agent_a", display_name: "Appointments", live_revision: 1 }, { id: "agent_b", display_name: "Billing", live_revision: 0 }], next_page_token: "" });

async function choose(name: string) {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("combobox", { name: /Who answers/ }));
  await user.click(await screen.findByRole("option", { name: new RegExp(name) }));
  return user;
}

test("another agent is attached in place, with the revision last read, and can be taken back", async () => {
  const changes: unknown[] = [];
  fakeEdge(async (request) => {
    if (request.method === "PATCH") {
      const body = (await request.json()) as { agent_id: string };
      changes.push({ ...body, mask: new URL(request.url).searchParams.get("update_mask") });
      return json({ ...NUMBER, agent_id: body.agent_id, revision: String(3 + changes.length) });
    }
    return AGENTS.clone();
  });
  showPage(<AgentCell number={NUMBER} />);
  const user = await choose("Billing");
  // The toasts' place takes the pointer a moment after the toast is there.
  await waitFor(() => user.click(screen.getByRole("button", { name: "Undo" })));
  await waitFor(() => expect(changes).toHaveLength(2));
  expect(changes).toEqual([
    { agent_id: "agent_b", revision: "3", mask: "agent_id" },
    { agent_id: "agent_a", revision: "4", mask: "agent_id" },
  ]);
});

test("somebody else's change is a choice, and mine goes over the revision just read", async () => {
  const revisions: string[] = [];
  fakeEdge(async (request) => {
    if (request.method === "PATCH") {
      const { revision } = (await request.json()) as { revision: string };
      revisions.push(revision);
      return revision === "3" ? refusal(409, "REVISION_CONFLICT") : json({ ...NUMBER, agent_id: "agent_b", revision: "6" });
    }
    return request.url.includes("/v1/numbers/") ? json({ ...NUMBER, agent_id: "", revision: "5" }) : AGENTS.clone();
  });
  showPage(<AgentCell number={NUMBER} />);
  const user = await choose("Billing");
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByRole("radiogroup")).toHaveTextContent("BeforeAppointmentsTheirsNobody answersYoursBilling");
  await user.click(within(dialog).getByRole("radio", { name: /Yours/ }));
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(revisions).toEqual(["3", "5"]);
});

test("a viewer sees who answers, but cannot change it", async () => {
  fakeEdge(() => AGENTS.clone());
  showPage(<AgentCell number={NUMBER} />, "viewer");
  expect(await screen.findByRole("combobox", { name: /Who answers/ })).toBeDisabled();
});

test("a number's name that is refused, or whose answer is lost, stays in its dialog", async () => {
  const answers: (() => Response | Promise<Response>)[] = [
    () => Promise.reject(new TypeError("network")),
    () => refusal(400, "INVALID_ARGUMENT", [{ field_violations: [{ field: "number.display_name", description: "is too long" }] }]),
    () => json({ ...NUMBER, display_name: "Desk", revision: "4" }),
  ];
  fakeEdge((request) => (request.method === "PATCH" ? answers.shift()?.() : undefined) ?? AGENTS.clone());
  let isClosed = false;
  showPage(<RenameNumber number={NUMBER} onClose={() => { isClosed = true; }} />);
  const user = userEvent.setup();
  const name = await screen.findByRole("textbox");
  await user.type(name, " Desk");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/connection/i)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(name).toHaveAccessibleDescription("is too long"));
  expect(name).toHaveValue(" Desk");
  expect(isClosed).toBe(false);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(isClosed).toBe(true));
});

function carrierEdge(connect: () => Response) {
  return fakeEdge((request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/credentials") return json({ credentials: [{ id: "credential_1", vendor: "vobiz", display_name: "vobiz", masked: {}, revision: "1" }], next_page_token: "" });
    if (pathname === "/v1/carrier/numbers") return json({ numbers: [{ e164: "+918045550002", connected: false, answer_url: "https://other.example/answer", registered: false }], next_page_token: "" });
    if (pathname === "/v1/carrier/numbers:connect") return connect();
    if (pathname === "/v1/numbers" && request.method === "POST") return json(NUMBER);
    return AGENTS.clone();
  });
}

async function addFromCarrier() {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("combobox", { name: /^Number/ }));
  await user.click(await screen.findByRole("option", { name: /80455 50002/ }));
  expect(await screen.findByText(/no longer go there/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Add number" }));
}

test("a number of the carrier is connected before it is added", async () => {
  const edge = carrierEdge(() => json({ e164: "+918045550002", connected: true }));
  let isClosed = false;
  showPage(<AddNumber onClose={() => { isClosed = true; }} />);
  await addFromCarrier();
  await waitFor(() => expect(isClosed).toBe(true));
  const posts = edge.seen.filter((request) => request.method === "POST").map((request) => new URL(request.url).pathname);
  expect(posts).toEqual(["/v1/carrier/numbers:connect", "/v1/numbers"]);
});

test("a number that cannot be connected is not added", async () => {
  const edge = carrierEdge(() => refusal(400, "CARRIER_REFUSED"));
  showPage(<AddNumber onClose={() => undefined} />);
  await addFromCarrier();
  expect(await screen.findByText(/The carrier refused it/)).toBeInTheDocument();
  expect(edge.seen.some((request) => request.method === "POST" && new URL(request.url).pathname === "/v1/numbers")).toBe(false);
});
