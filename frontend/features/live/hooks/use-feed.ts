import { useSyncExternalStore } from "react";
import type { LiveCall } from "../api/live";
import { type FeedState, LiveFeed } from "../feed";

/** One connection for all pages that show live calls. */
export const feed = new LiveFeed();

export function useFeed(): FeedState {
  return useSyncExternalStore(feed.subscribe, feed.snapshot, feed.snapshot);
}

export function useLiveCall(callId: string): { call: LiveCall | undefined; phase: FeedState["phase"] } {
  const { calls, phase } = useFeed();
  return { call: calls.find((each) => each.call_id === callId), phase };
}

let nowMs = 0;
const tickers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribeSecond(listener: () => void): () => void {
  tickers.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const ticker of tickers) ticker();
  }, 1_000);
  return () => {
    tickers.delete(listener);
    if (tickers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function readNow(): number {
  if (timer === undefined || nowMs === 0) nowMs = Math.max(nowMs, Math.floor(Date.now() / 1_000) * 1_000);
  return nowMs;
}

/** The time, to the second: one clock for everything on the page. */
export function useNow(): number {
  return useSyncExternalStore(subscribeSecond, readNow, () => 0);
}
