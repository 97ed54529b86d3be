import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { MeContext } from "@/features/session/hooks/use-me";
import { answerOf, api } from "@/lib/api/client";
import session from "@/messages/en/session.json";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { show } from "@/tests/show";
import { person } from "@/tests/show-page";
import { SignInAgain } from "./sign-in-again";

/** A session that has ended; `asks` are the sign-ins, which need a code after the password. */
function ended() {
  const asks: Record<string, string>[] = [];
  const state = { asks, holder: undefined as string | undefined };
  fakeEdge(async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/session/refresh") return refusal(401, "SESSION_ENDED");
    if (pathname === "/v1/auth:options") return json({ sign_up_open: false, oidc_display_name: "Example ID" });
    if (pathname === "/session/signIn") {
      const asked = (await request.json()) as Record<string, string>;
      asks.push(asked);
      if (!asked.code) return refusal(401, "SECOND_FACTOR_NEEDED");
      state.holder = "user_me";
      return json({});
    }
    if (!state.holder) return refusal(401, "TOKEN_EXPIRED");
    return json(pathname === "/v1/me" ? { user_id: state.holder, organization_id: "org_1" } : { agents: [], next_page_token: "" });
  });
  show(<MeContext value={person("admin")}><SignInAgain /></MeContext>, { session });
  return state;
}

const agents = () => answerOf(api.GET("/v1/agents", {}));

test("who signs in over the page goes on where they were, as themselves", async () => {
  const { asks } = ended();
  const waiting = agents();
  await userEvent.type(await screen.findByLabelText(session.password), "open sesame");
  expect(screen.getByLabelText(session.email)).toHaveAttribute("readonly");
  await userEvent.click(screen.getByRole("button", { name: session.signIn.submit }));
  await userEvent.type(await screen.findByLabelText(session.code), "123456");
  await userEvent.click(screen.getByRole("button", { name: session.signIn.confirm }));
  await expect(waiting).resolves.toMatchObject({ agents: [] });
  expect(asks.at(-1)).toEqual({ email: "me@example.com", password: "open sesame", code: "123456" });
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("who puts it off is asked again by the next request, on the same page", async () => {
  ended();
  const waiting = expect(agents()).rejects.toMatchObject({ status: 401 });
  await screen.findByRole("dialog");
  await userEvent.keyboard("{Escape}");
  await waiting;
  void agents().catch(() => undefined);
  expect(await screen.findByRole("dialog")).toBeInTheDocument();
});

test("a sign-in in another tab counts, but only the same person's", async () => {
  const state = ended();
  const waiting = agents();
  await screen.findByRole("dialog");
  state.holder = "somebody else";
  dispatchEvent(new Event("focus"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(screen.getByRole("dialog")).toBeInTheDocument();
  state.holder = "user_me";
  dispatchEvent(new Event("focus"));
  await expect(waiting).resolves.toMatchObject({ agents: [] });
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
});
