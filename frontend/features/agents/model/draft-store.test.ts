import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import type { Choices } from "@/lib/merge";
import type { Agent } from "../api/agents";
import { DraftStore } from "./draft-store";
import type { Spec } from "./spec";

/** Keeps an agent as the service does: with a revision that grows and must be named. */
class FakeServer {
  agent: Agent;
  fails: ApiError[] = [];
  saves = 0;
  losesNextAnswer = false;

  constructor(draft: Spec) {
    this.agent = { id: "agent_1", display_name: "A", description: "", draft, live_revision: 0, latest_revision: 0, revision: "1" } as unknown as Agent;
  }

  save = async (draft: Spec, revision: string): Promise<Agent> => {
    const failure = this.fails.shift();
    if (failure) throw failure;
    if (revision !== this.agent.revision) throw new ApiError({ status: 409, reason: "REVISION_CONFLICT", message: "" });
    this.saves += 1;
    this.change(draft);
    if (!this.losesNextAnswer) return this.agent;
    this.losesNextAnswer = false;
    throw new ApiError({ status: 0, reason: "CONNECTION_LOST", message: "" });
  };

  read = async () => this.agent;

  change(draft: Spec) {
    this.agent = { ...this.agent, draft: draft as Agent["draft"], revision: String(Number(this.agent.revision) + 1) };
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const greet = (greeting: string) => (spec: Spec) => ({ ...spec, greeting });
const opened = () => {
  const server = new FakeServer({ greeting: "a" });
  return { server, store: new DraftStore(server.agent, server) };
};

test("changes are saved together shortly after the last one", async () => {
  const { server, store } = opened();
  store.edit(greet("b"), "greeting");
  store.edit(greet("bc"), "greeting");
  expect(store.read().save).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1_000);
  expect([server.saves, server.agent.draft?.greeting, store.read().save]).toEqual([1, "bc", "saved"]);
});

test("typing in one field is one step of undo, and undo is saved, too", async () => {
  const { server, store } = opened();
  store.edit(greet("b"), "greeting");
  store.edit(greet("bc"), "greeting");
  await vi.advanceTimersByTimeAsync(1_000);
  store.undo();
  expect(store.spec.greeting).toBe("a");
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.agent.draft?.greeting).toBe("a");
  store.redo();
  expect(store.spec.greeting).toBe("bc");
});

test("while nothing answers changes wait, and are saved once something does", async () => {
  const { server, store } = opened();
  server.fails = [new ApiError({ status: 0, reason: "CONNECTION_LOST", message: "" })];
  store.edit(greet("b"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.read().save).toBe("offline");
  store.edit(greet("c"));
  await vi.advanceTimersByTimeAsync(3_000);
  expect([server.agent.draft?.greeting, store.read().save]).toEqual(["c", "saved"]);
});

test("an answer that got lost is no conflict with oneself", async () => {
  const { server, store } = opened();
  server.losesNextAnswer = true;
  store.edit(greet("b"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([store.read().save, store.read().theirs, store.read().agent.revision]).toEqual(["saved", undefined, "2"]);
});

const MINE: Choices = new Map([[".greeting", "mine"]]);
const THEIRS: Choices = new Map([[".greeting", "theirs"]]);

test("somebody else's change of the same waits for a decision; mine is saved over theirs", async () => {
  const { server, store } = opened();
  server.change({ greeting: "theirs" });
  store.edit(greet("mine"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect([store.read().save, store.read().theirs?.draft?.greeting, server.agent.draft?.greeting]).toEqual(["conflict", "theirs", "theirs"]);
  store.edit(greet("mine too"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.agent.draft?.greeting).toBe("theirs");
  await store.decide(MINE);
  expect([server.agent.draft?.greeting, store.read().save]).toEqual(["mine too", "saved"]);
});

test("taking theirs can be undone", async () => {
  const { server, store } = opened();
  server.change({ greeting: "theirs" });
  store.edit(greet("mine"));
  await vi.advanceTimersByTimeAsync(1_000);
  await store.decide(THEIRS);
  expect([store.spec.greeting, store.isKept]).toEqual(["theirs", true]);
  store.undo();
  expect(store.spec.greeting).toBe("mine");
});

test("a change of the name by somebody else is no conflict of drafts", async () => {
  const { server, store } = opened();
  server.change({ greeting: "a" });
  store.edit(greet("mine"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([server.agent.draft?.greeting, store.read().save]).toEqual(["mine", "saved"]);
});

test("what the service refuses stays, and says why", async () => {
  const { server, store } = opened();
  server.fails = [new ApiError({ status: 400, reason: "INVALID_ARGUMENT", message: "too large" })];
  store.edit(greet("b"));
  await vi.advanceTimersByTimeAsync(60_000);
  expect([store.read().save, store.spec.greeting, server.saves]).toEqual(["refused", "b", 0]);
});

test("a draft of somebody else that comes with another answer is neither taken for mine nor saved over", async () => {
  const { server, store } = opened();
  store.edit(greet("mine"));
  server.change({ greeting: "theirs" });
  store.adopt({ ...server.agent, live_revision: 3 });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(server.agent.draft?.greeting).toBe("theirs");
  const { save, theirs, agent } = store.read();
  expect([save, theirs?.draft?.greeting, agent.revision, agent.live_revision, await store.flush()]).toEqual(["conflict", "theirs", "1", 3, false]);
});

test("who edits nothing meanwhile sees what came, and is told", async () => {
  const { server, store } = opened();
  server.change({ greeting: "theirs" });
  store.adopt(server.agent);
  expect([store.read().save, store.spec.greeting, store.isKept, server.saves]).toEqual(["saved", "theirs", true, 0]);
  expect(store.read().arrived).toMatchObject([{ before: "a", after: "theirs" }]);
});

test("other fields of somebody else are merged and saved with mine, and undo takes back nothing of theirs", async () => {
  const { server, store } = opened();
  store.edit(greet("b"));
  await store.flush();
  server.change({ ...server.agent.draft, language: "hi-IN" } as Spec);
  store.edit(greet("c"));
  await vi.advanceTimersByTimeAsync(2_000);
  expect([server.agent.draft, store.read().save]).toMatchObject([{ greeting: "c", language: "hi-IN" }, "saved"]);
  expect(store.read().arrived?.map(({ after }) => after)).toEqual(["hi-IN"]);
  store.undo();
  store.undo();
  expect(store.spec).toMatchObject({ greeting: "a", language: "hi-IN" });
});

test("a conflict ends by itself once mine is as theirs", async () => {
  const { server, store } = opened();
  server.change({ greeting: "theirs" });
  store.edit(greet("mine"));
  await vi.advanceTimersByTimeAsync(1_000);
  expect(store.clashes).toMatchObject([{ base: "a", mine: "mine", theirs: "theirs" }]);
  store.edit(greet("theirs"));
  expect([store.read().save, store.read().theirs, store.isKept]).toEqual(["saved", undefined, true]);
});

test("two who write: whoever meets the other's draft by an answer decides, and the other gets that decision", async () => {
  const { server, store: mine } = opened();
  const theirs = new DraftStore(server.agent, server);
  theirs.edit(greet("theirs"));
  await theirs.flush();
  mine.edit(greet("mine"));
  mine.adopt(await server.read());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.agent.draft?.greeting).toBe("theirs");
  await mine.decide(MINE);
  theirs.adopt(await server.read());
  expect([server.agent.draft?.greeting, theirs.read().save, theirs.spec.greeting]).toEqual(["mine", "saved", "mine"]);
});

test("a new revision with my own draft is gone on with, also when the answer to the save got lost", async () => {
  const { server, store } = opened();
  server.losesNextAnswer = true;
  store.edit(greet("b"));
  await vi.advanceTimersByTimeAsync(1_000);
  store.adopt(server.agent);
  store.edit(greet("c"));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([server.agent.draft?.greeting, store.read().save, server.saves]).toEqual(["c", "saved", 2]);
});

test("an answer from before my last save does not count", async () => {
  const { server, store } = opened();
  const before = server.agent;
  store.edit(greet("b"));
  await store.flush();
  store.adopt(before);
  expect([store.read().save, store.read().agent.revision]).toEqual(["saved", "2"]);
});

test("what needs the draft saved learns why it is not, and is not held up by a change of the name", async () => {
  const { server, store } = opened();
  server.change({ greeting: "a" });
  store.edit(greet("mine"));
  await expect(store.flushed()).resolves.toMatchObject({ draft: { greeting: "mine" } });
  server.fails = [new ApiError({ status: 400, reason: "INVALID_ARGUMENT", message: "too large" })];
  store.edit(greet("longer"));
  await expect(store.flushed()).rejects.toMatchObject({ reason: "DRAFT_UNSAVED", message: "too large" });
  server.change({ greeting: "theirs" });
  await expect(store.flushed()).rejects.toMatchObject({ reason: "DRAFT_UNDECIDED" });
});
