import { onlineManager } from "@tanstack/react-query";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { fakeEdge, json, refusal } from "@/tests/edge";
import { answerOf, api, linesOf, postSession } from "./client";
import { onSessionEnded } from "./session";

const signedOut: string[] = [];

beforeEach(() => {
  signedOut.length = 0;
  onSessionEnded((returnTo) => {
    signedOut.push(returnTo);
    return Promise.resolve(false);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  onlineManager.setOnline(true);
});

const agents = () => answerOf(api.GET("/v1/agents", { params: { query: { page_size: 5 } } }));

/** Answers 401 until the session is refreshed. */
function expiredUntilRefreshed(refresh: () => Response | Promise<Response>) {
  let isFresh = false;
  return fakeEdge(async (request) => {
    if (new URL(request.url).pathname === "/session/refresh") {
      const answer = await refresh();
      isFresh = answer.ok;
      return answer;
    }
    return isFresh ? json({ agents: [], next_page_token: "", seen: request.method }) : refusal(401, "TOKEN_EXPIRED");
  });
}

describe("a session that has run out", () => {
  test("is refreshed once, and the request repeated", async () => {
    const edge = expiredUntilRefreshed(() => json({ expires_in_s: 900 }));
    await expect(agents()).resolves.toMatchObject({ agents: [] });
    expect(edge.paths()).toEqual(["/v1/agents", "/session/refresh", "/v1/agents"]);
    expect(signedOut).toEqual([]);
  });

  test("is refreshed once for all who ask at the same time", async () => {
    const edge = expiredUntilRefreshed(() => json({}));
    await Promise.all([agents(), agents(), agents()]);
    expect(edge.paths().filter((path) => path === "/session/refresh")).toHaveLength(1);
  });

  test("repeats what was to be written, with its body", async () => {
    const edge = expiredUntilRefreshed(() => json({}));
    await answerOf(api.POST("/v1/numbers", { body: { e164: "+918045550099" } }));
    const bodies = await Promise.all(edge.seen.filter((each) => each.url.endsWith("/v1/numbers")).map((each) => each.json()));
    expect(bodies).toEqual([{ e164: "+918045550099" }, { e164: "+918045550099" }]);
  });

  test("leads to the sign-in page, and back to where one was, if it cannot be refreshed", async () => {
    expiredUntilRefreshed(() => refusal(401, "REFRESH_TOKEN_REUSED"));
    await expect(agents()).rejects.toMatchObject({ status: 401 });
    expect(signedOut).toEqual(["/numbers?filter=x"]);
  });

  test("is asked for once over the page, and whatever waited goes on after it", async () => {
    let isIn = false;
    fakeEdge((request) => {
      if (request.url.endsWith("/session/refresh")) return refusal(401, "SESSION_ENDED");
      return isIn ? json({ agents: [], next_page_token: "" }) : refusal(401, "TOKEN_EXPIRED");
    });
    let signIn: () => void = () => undefined;
    const ask = vi.fn(() => new Promise<boolean>((resolve) => (signIn = () => resolve((isIn = true)))));
    onSessionEnded(ask);
    const waiting = Promise.all([agents(), agents()]);
    await vi.waitFor(() => expect(ask).toHaveBeenCalled());
    signIn();
    await expect(waiting).resolves.toHaveLength(2);
    expect(ask).toHaveBeenCalledTimes(1);
  });

  test("is not given up while auth is away", async () => {
    expiredUntilRefreshed(() => refusal(503, "UNAVAILABLE"));
    await expect(agents()).rejects.toMatchObject({ reason: "UNAVAILABLE" });
    expect(signedOut).toEqual([]);
  });
});

test("a wrong password is an answer, not a session that has run out", async () => {
  const edge = fakeEdge(() => refusal(401, "SIGN_IN_FAILED"));
  await expect(postSession("signIn", { email: "a@example.com" })).rejects.toMatchObject({ reason: "SIGN_IN_FAILED" });
  expect(edge.paths()).toEqual(["/session/signIn"]);
});

test("nobody answers: an error that says so, and queries wait until somebody does", async () => {
  let isThere = false;
  fakeEdge(() => {
    if (!isThere) throw new TypeError("Failed to fetch");
    return json({});
  });
  await expect(agents()).rejects.toMatchObject({ reason: "CONNECTION_LOST" });
  expect(onlineManager.isOnline()).toBe(false);
  isThere = true;
  dispatchEvent(new Event("online"));
  await vi.waitFor(() => expect(onlineManager.isOnline()).toBe(true));
});

test("an answer that was under way when the network went does not say that it is back", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  onlineManager.setOnline(false);
  fakeEdge(() => json({ agents: [] }));
  await agents();
  expect(onlineManager.isOnline()).toBe(false);
});

test("a request that takes too long is given up", async () => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (_: Request, { signal }: RequestInit) => new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")))));
  const asked = expect(agents()).rejects.toMatchObject({ reason: "DEADLINE_EXCEEDED" });
  await vi.advanceTimersByTimeAsync(21_000);
  await asked;
  vi.useRealTimers();
});

test("lines of a stream come one by one, also when a line is cut in two", async () => {
  const parts = ['{"offset_ms":"1"}\n{"off', 'set_ms":"2"}\n'].map((part) => new TextEncoder().encode(part));
  fakeEdge(() => new Response(new ReadableStream({ start: (stream) => { parts.forEach((part) => stream.enqueue(part)); stream.close(); } })));
  const lines: unknown[] = [];
  for await (const line of linesOf<{ offset_ms?: string }>("/v1/calls/1:watch", new AbortController().signal)) lines.push(line);
  expect(lines).toEqual([{ offset_ms: "1" }, { offset_ms: "2" }]);
});
