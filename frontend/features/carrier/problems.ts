export type ProblemKey = "notHttps" | "local" | "unsigned" | "off" | "trial" | "balance";

const KNOWN: readonly [RegExp, ProblemKey][] = [
  [/is not https/, "notHttps"],
  [/can be reached from this machine/, "local"],
  [/without a signature/, "unsigned"],
  [/switched off/, "off"],
  [/on trial/, "trial"],
  [/low on balance/, "balance"],
];

/** What a problem told in the gateway's words is about; undefined for one that is newer than this page. */
export function problemKey(problem: string): ProblemKey | undefined {
  return KNOWN.find(([pattern]) => pattern.test(problem))?.[1];
}
