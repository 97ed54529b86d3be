import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { expect, test, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import { fakeEdge, json } from "@/tests/edge";
import type { Agent } from "../api/agents";
import { DraftStore } from "../model/draft-store";
import { useBrowserCall } from "./use-browser-call";
import { EditorContext } from "./use-editor";

vi.mock("../audio/sound", () => ({ Sound: { open: () => Promise.resolve({ close: () => undefined }) } }));

const AGENT = { id: "a1", draft: { greeting: "old" }, revision: "1" } as unknown as Agent;

/** An editor with a change that is answered with `failure` when it is saved. */
function dialling(failure: ApiError, theirs: Agent = AGENT) {
  const edge = fakeEdge(() => json({ call_id: "c1", path: "/calls/c1" }));
  const store = new DraftStore(AGENT, { save: () => Promise.reject(failure), read: () => Promise.resolve(theirs) });
  store.edit((spec) => ({ ...spec, greeting: "new" }));
  const wrapper = ({ children }: { children: ReactNode }) => (
    <EditorContext value={{ store, problems: [], isChecking: false, isReadOnly: false, adapters: [] }}>{children}</EditorContext>
  );
  const { result } = renderHook(useBrowserCall, { wrapper });
  act(() => result.current.dial({}));
  return { edge, result };
}

test.each([
  ["is refused", new ApiError({ status: 400, reason: "INVALID_ARGUMENT", message: "" }), "DRAFT_UNSAVED"],
  ["nobody answers to", new ApiError({ status: 0, reason: "CONNECTION_LOST", message: "" }), "DRAFT_UNSAVED"],
  ["conflicts", new ApiError({ status: 409, reason: "REVISION_CONFLICT", message: "" }), "DRAFT_UNDECIDED"],
])("no call begins with an older draft than the one on the screen, which %s", async (_, failure, reason) => {
  const { edge, result } = dialling(failure, { ...AGENT, draft: { greeting: "theirs" }, revision: "2" } as Agent);
  await waitFor(() => expect(result.current.view).toMatchObject({ phase: "failed", error: { reason } }));
  expect(edge.paths()).toEqual([]);
});
