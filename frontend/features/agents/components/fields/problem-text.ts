import { useLocale, useTranslations } from "next-intl";
import type { Problem } from "@/features/agents/api/agents";

type Reasons = ReturnType<typeof useTranslations<"agent-problems">>;
type Reason = Parameters<Reasons>[0];

/** What is wrong, in the viewer's language; the service's own words are English and follow where they say more. */
export function useProblemText(): (problem: Problem) => string {
  const t = useTranslations("agent-problems");
  const locale = useLocale();
  return (problem) => {
    const key = problem.reason as Reason;
    const detail = problem.description;
    if (!t.has(key)) return detail || problem.reason;
    const words = t(key);
    return locale === "en" && detail ? `${words}: ${detail}` : DETAILED.has(problem.reason) && detail ? `${words} (${detail})` : words;
  };
}

/** Reasons whose words leave open which number, name or setting is meant. */
const DETAILED = new Set(["OUT_OF_RANGE", "BAD_SETTINGS", "ADAPTER_UNAVAILABLE", "BAD_TOOL", "UNKNOWN_VARIABLE"]);
