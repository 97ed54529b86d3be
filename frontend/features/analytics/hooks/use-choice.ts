import { useCallback, useEffect, useState } from "react";
import { type Choice, readChoice, TESTS, WITH } from "@/features/analytics/model/choice";
import { useSearchState } from "@/lib/url-state";

const STEP_MS = 60_000;

/** What is chosen, which is in the address, and how to change it. */
export function useChoice() {
  const [search, change] = useSearchState();
  const choose = useCallback(
    ({ breakdown, withTests, ...others }: Partial<Choice>) =>
      change({ ...others, ...(breakdown && { by: breakdown }), ...(withTests !== undefined && { [TESTS]: withTests ? WITH : "" }) }),
    [change],
  );
  return [readChoice(search), choose] as const;
}

/** The minute that has begun, at its end: what happens in it is counted, and a question is the same for a minute. */
export function useMinute(): Date {
  const [minute, setMinute] = useState(() => minuteOf(Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setMinute(minuteOf(Date.now())), STEP_MS / 2);
    return () => clearInterval(timer);
  }, []);
  return new Date(minute);
}

function minuteOf(ms: number): number {
  return (Math.floor(ms / STEP_MS) + 1) * STEP_MS;
}
