import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { CreateKeySheet } from "@/features/api-keys/components/create-key-sheet";
import { AccountForm } from "@/features/carrier/components/account-form";
import { CredentialForm } from "@/features/integrations/components/credential-form";
import type { Offer } from "@/features/integrations/hooks/use-integrations";
import { InviteDialog } from "@/features/members/components/invite-dialog";
import { Permitted } from "@/features/session/components/permitted";
import { fakeEdge, json, refusal } from "./edge";
import { showPage } from "./show-page";

const nothing = () => undefined;

test("who may not do something sees the control, disabled, and is told which role it takes", async () => {
  showPage(<Permitted to="members.write">{(isPermitted) => <button disabled={!isPermitted}>Invite</button>}</Permitted>, "operator");
  const button = screen.getByRole("button", { name: "Invite" });
  expect(button).toBeDisabled();
  await userEvent.tab();
  expect((await screen.findAllByText(/It needs: Administrator/)).length).toBeGreaterThan(0);
});

test("a key gets the permissions that were chosen, and none its maker lacks", async () => {
  const bodies: { scopes: string[]; expires_at?: string }[] = [];
  fakeEdge(async (request) => {
    bodies.push((await request.json()) as (typeof bodies)[number]);
    return json({ api_key: { id: "key_1", display_name: "CRM" }, secret: "vek_s" });
  });
  const made = vi.fn();
  showPage(<CreateKeySheet onClose={nothing} onMade={made} />, "admin");
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Create key" }));
  expect(await screen.findByText("Give the key a name.")).toBeInTheDocument();
  expect(screen.getByText("Choose at least one permission.")).toBeInTheDocument();
  expect(screen.getByRole("checkbox", { name: /Change the organization/ })).toBeDisabled();
  await user.type(screen.getByRole("textbox", { name: "Name" }), "CRM");
  await user.click(screen.getByRole("checkbox", { name: "Place calls" }));
  await user.click(screen.getByRole("button", { name: "Create key" }));
  await waitFor(() => expect(made).toHaveBeenCalledWith(expect.objectContaining({ secret: "vek_s" })));
  expect(bodies[0]?.scopes).toEqual(["calls.place"]);
  expect(Date.parse(bodies[0]?.expires_at ?? "")).toBeGreaterThan(Date.now());
});

async function typeKeys(id: string) {
  const user = userEvent.setup();
  await user.type(screen.getByRole("textbox", { name: "Auth ID" }), id);
  await user.type(screen.getByLabelText("Auth Token"), "token");
  await user.click(screen.getByRole("button", { name: "Check and connect" }));
  return user;
}

test("keys the carrier does not accept are not kept", async () => {
  const edge = fakeEdge(() => json({ ok: false, reason: "CARRIER_KEYS_WRONG", message: "who?", account_name: "", took_ms: 5, answer_url: "", problems: [] }));
  showPage(<AccountForm known={undefined} onDone={nothing} onCancel={undefined} />);
  await typeKeys("MA_1");
  expect(await screen.findByText("The keys are wrong")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Keep without a check" })).not.toBeInTheDocument();
  expect(edge.paths()).toEqual(["/v1/carrier:check"]);
});

test("keys of a carrier that does not answer can be kept on one's own responsibility", async () => {
  const edge = fakeEdge((request) =>
    request.url.endsWith(":check")
      ? json({ ok: false, reason: "CARRIER_UNREACHABLE", message: "", account_name: "", took_ms: 5, answer_url: "", problems: [] })
      : json({ id: "credential_1", vendor: "vobiz", display_name: "vobiz", masked: {}, revision: "1" }),
  );
  const done = vi.fn();
  showPage(<AccountForm known={undefined} onDone={done} onCancel={undefined} />);
  const user = await typeKeys("SA_1");
  await user.click(await screen.findByRole("button", { name: "Keep without a check" }));
  await waitFor(() => expect(done).toHaveBeenCalled());
  expect(edge.paths()).toEqual(["/v1/carrier:check", "/v1/credentials"]);
});

const OFFER = {
  adapter: {
    id: "openai",
    modality: "MODALITY_LANGUAGE_MODEL",
    display_name: "OpenAI",
    credential_schema: { required: ["api_key"], properties: { api_key: { format: "password", writeOnly: true, title: "Api Key" } } },
    credential_needed: true,
  },
  credential: undefined,
  standing: "needsKey",
} as unknown as Offer;

test("what the service finds wrong with a value stands at its field", async () => {
  fakeEdge(() => refusal(400, "INVALID_ARGUMENT", [{ "@type": "type.googleapis.com/google.rpc.BadRequest", field_violations: [{ field: "values.api_key", description: "must be shorter" }] }]));
  showPage(<CredentialForm offer={OFFER} onDone={nothing} onTest={nothing} onCancel={undefined} />);
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Keep key" }));
  expect(await screen.findByText("It is needed.")).toBeInTheDocument();
  await user.type(screen.getByLabelText("API Key"), "sk-1");
  await user.click(screen.getByRole("button", { name: "Keep key" }));
  expect(await screen.findByText("must be shorter")).toBeInTheDocument();
  expect(screen.getByLabelText("API Key")).toHaveFocus();
});

test("an invitation that nobody mails is a link to hand over", async () => {
  fakeEdge((request) =>
    request.method === "POST"
      ? json({ invitation: { id: "i", email: "priya@example.com", role: "ROLE_OPERATOR" }, link: { url: "https://here/invitation#token=t", mailed: false } })
      : json({ mails_links: false }),
  );
  showPage(<InviteDialog onClose={nothing} />);
  const user = userEvent.setup();
  await user.type(screen.getByRole("textbox", { name: "E-mail address" }), "priya@example.com");
  await user.click(screen.getByRole("button", { name: "Invite" }));
  expect(await screen.findByText("https://here/invitation#token=t")).toBeInTheDocument();
});

test("an administrator cannot be invited by who may invite nobody above themselves", () => {
  fakeEdge(() => json({ mails_links: true }));
  showPage(<InviteDialog onClose={nothing} />, "operator");
  expect(screen.getByRole("radio", { name: /Administrator/ })).toBeDisabled();
  expect(screen.getByRole("radio", { name: /Viewer/ })).toBeEnabled();
});
