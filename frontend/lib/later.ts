import { useEffect, useState } from "react";
import { isReachable, pause } from "@/lib/connection";
import { pageIsOutdated } from "@/lib/outdated";

/** Code that comes after the page: when somebody is about to need it, or as soon as the page has nothing else to do. */
export interface Later<Code> {
  /** Undefined until it has come. */
  readonly code: Code | undefined;
  /** The same promise every time. It never fails: without a connection it waits for one, and of code that is gone the page tells. */
  load: () => Promise<Code>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
/** So often in a row, although the server answers, and it has the code no more. */
const GONE_AFTER = 3;
/** Where the browser cannot tell when it is idle. */
const SETTLED_MS = 1_500;

export function later<Code>(fetchCode: () => Promise<Code>): Later<Code> {
  let found: Code | undefined;
  let loading: Promise<Code> | undefined;
  return {
    get code() {
      return found;
    },
    load: () =>
      (loading ??= insistOn(fetchCode).then((code) => {
        found = code;
        return code;
      })),
  };
}

/** What has come of it, or undefined so far; `isWanted` while somebody waits for it. */
export function useLater<Code>(part: Later<Code>, isWanted: boolean): Code | undefined {
  const [code, setCode] = useState(() => part.code);
  useEffect(() => {
    if (code !== undefined) return;
    let isGone = false;
    const take = () => void part.load().then((found) => !isGone && setCode(() => found));
    const giveUp = isWanted ? take() : whenIdle(take);
    return () => {
      isGone = true;
      giveUp?.();
    };
  }, [part, code, isWanted]);
  return code;
}

async function insistOn<Code>(fetchCode: () => Promise<Code>): Promise<Code> {
  let wait = FIRST_WAIT_MS;
  for (let failures = 1; ; failures += 1) {
    try {
      return await fetchCode();
    } catch {
      if (failures >= GONE_AFTER && (await isReachable())) pageIsOutdated();
      await pause(wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    }
  }
}

/** Returns how to call it off. */
export function whenIdle(work: () => void): () => void {
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(work);
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(work, SETTLED_MS);
  return () => clearTimeout(timer);
}
