import { onlineManager } from "@tanstack/react-query";

/** Notices that nothing answers, and asks again and again until something does. Queries wait meanwhile. */

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const PROBE_TIMEOUT_MS = 5_000;

let probing = false;

export function connectionWasLost(): void {
  onlineManager.setOnline(false);
  if (!probing) void probe();
}

/** An answer has come; one that was under way when the network went proves nothing. */
export function connectionWorks(): void {
  if (navigator.onLine && !onlineManager.isOnline()) onlineManager.setOnline(true);
}

export async function isReachable(): Promise<boolean> {
  try {
    // eslint-disable-next-line no-restricted-globals -- the client would report what this is about to find out
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function probe(): Promise<void> {
  probing = true;
  for (let wait = FIRST_WAIT_MS; !onlineManager.isOnline(); wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    await pause(wait);
    if (await isReachable()) onlineManager.setOnline(true);
  }
  probing = false;
}

/** Until the time is over or the browser says that the network is back. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}
