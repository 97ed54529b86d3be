import { useEffect, useState } from "react";
import { pause } from "@/lib/connection";

/** Code that comes after the page: when somebody is about to need it, or as soon as the page has nothing else to do. */
export interface Later<Code> {
  /** Undefined until it has come. */
  readonly code: Code | undefined;
  /** The same promise every time. It never fails: without a connection it waits for one. */
  load: () => Promise<Code>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
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
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      return await fetchCode();
    } catch {
      await pause(wait);
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
