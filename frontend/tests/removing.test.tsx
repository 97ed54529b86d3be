import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { MembersTable } from "@/features/members/components/members-table";
import { Numbers } from "@/features/numbers/components/numbers";
import { fakeEdge, json, refusal } from "./edge";
import { showPage } from "./show-page";

vi.mock("next/navigation", async () => ({ ...(await import("./address")), useRouter: () => ({ push: vi.fn() }), usePathname: () => "/numbers" }));

const MEMBER = { user_id: "user_2", email: "asha@example.com", display_name: "Asha", role: "ROLE_VIEWER", has_second_factor: false };

test("a role that is refused is the old one again, and a toast tells why", async () => {
  let refuse: () => void = () => undefined;
  const answer = new Promise<void>((resolve) => { refuse = resolve; });
  fakeEdge(async (request) => {
    if (request.method !== "POST") return json({ members: [MEMBER], next_page_token: "" });
    await answer;
    return refusal(403, "PERMISSION_DENIED");
  });
  showPage(<MembersTable />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("combobox", { name: "Role of Asha" }));
  await user.click(await screen.findByRole("option", { name: /Operator/ }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Change role" }));
  await waitFor(() => expect(screen.getByRole("combobox", { name: "Role of Asha" })).toHaveTextContent("Operator"));
  refuse();
  expect(await screen.findByText("Asha keeps the role")).toBeInTheDocument();
  expect(screen.getByRole("combobox", { name: "Role of Asha" })).toHaveTextContent("Viewer");
});

test("a number is gone at once, and can be added again as it was", async () => {
  const line = { id: "number_1", e164: "+918045550002", display_name: "Desk", agent_id: "agent_a", revision: "3" };
  let kept: object[] = [line];
  const made: object[] = [];
  fakeEdge(async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "DELETE") kept = [];
    if (request.method === "POST") {
      made.push((await request.json()) as object);
      kept = [{ ...line, id: "number_2" }];
      return json(kept[0]);
    }
    return json(pathname === "/v1/numbers" ? { numbers: kept, next_page_token: "" } : { agents: [], credentials: [], next_page_token: "" });
  });
  showPage(<Numbers />);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /What to do with/ }));
  await user.click(await screen.findByRole("menuitem", { name: "Remove" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: /What to do with/ })).not.toBeInTheDocument());
  await waitFor(() => user.click(screen.getByRole("button", { name: "Undo" })));
  expect(await screen.findByRole("button", { name: /What to do with/ })).toBeInTheDocument();
  expect(made).toEqual([{ e164: "+918045550002", agent_id: "agent_a", display_name: "Desk" }]);
});
