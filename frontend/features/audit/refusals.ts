import type messages from "@/messages/en/audit.json";

export type RefusalKey = keyof typeof messages.refusals;

/** The key of an outcome's sentence: that of its reason, or else of its code; "FAILED_PRECONDITION AGENT_IN_USE" has both. */
export function refusalKey(outcome: string, isKnown: (key: string) => boolean): RefusalKey {
  const [code = "", reason = ""] = outcome.split(" ");
  return ([reason, code].find((each) => each !== "" && isKnown(each)) ?? "UNKNOWN") as RefusalKey;
}
