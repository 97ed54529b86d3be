import { describe, expect, it } from "vitest";
import type { LiveCall } from "./api/live";
import { liveCall } from "./live-call.fake";
import { attentionOf, countsOf, readWall, shownCalls } from "./wall";

const wall = (query: string) => readWall(new URLSearchParams(query));
const ids = (calls: LiveCall[]) => calls.map((call) => call.call_id);

describe("the wall", () => {
  const calls = [
    liveCall("3", { media_lost: true }),
    liveCall("1", { response_ms: 900, state: "CONVERSATION_STATE_SPEAKING" }),
    liveCall("2", { failovers: 1, response_ms: 2500, agent_id: "b", agent_name: "Orders" }),
    liveCall("4", { operator_id: "u", direction: "DIRECTION_BROWSER", from: "", to: "", listeners: 2 }),
  ];

  it("shows the longest first unless told otherwise", () => {
    expect(ids(shownCalls(calls, wall("")))).toEqual(["1", "2", "3", "4"]);
    expect(ids(shownCalls(calls, wall("sort=newest")))).toEqual(["4", "3", "2", "1"]);
    expect(ids(shownCalls(calls, wall("sort=slowest")))).toEqual(["2", "1", "3", "4"]);
    expect(ids(shownCalls(calls, wall("sort=attention")))).toEqual(["3", "4", "2", "1"]);
  });

  it("is narrowed by agent, state, direction, number and whether somebody should look", () => {
    expect(ids(shownCalls(calls, wall("agent=b")))).toEqual(["2"]);
    expect(ids(shownCalls(calls, wall("state=operator")))).toEqual(["4"]);
    expect(ids(shownCalls(calls, wall("state=speaking")))).toEqual(["1"]);
    expect(ids(shownCalls(calls, wall("direction=browser")))).toEqual(["4"]);
    expect(ids(shownCalls(calls, wall("q=%2B91 98100")))).toEqual(["1", "2", "3"]);
    expect(ids(shownCalls(calls, wall("q=orders")))).toEqual(["2"]);
    expect(ids(shownCalls(calls, wall("attention=1")))).toEqual(["2", "3", "4"]);
  });

  it("says why, the gravest first", () => {
    expect(attentionOf(liveCall("1", { media_lost: true, failovers: 2, barge_ins: 3, response_ms: 2001 }))).toEqual(["mediaLost", "slow", "failover", "bargeIns"]);
    expect(attentionOf(liveCall("1", { barge_ins: 2, response_ms: 2000 }))).toEqual([]);
  });

  it("is counted as a whole", () => {
    expect(countsOf(calls)).toEqual({ all: 4, attention: 3, operators: 1, listeners: 2 });
  });
});
