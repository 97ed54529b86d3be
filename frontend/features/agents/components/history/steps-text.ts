import { useTranslations } from "next-intl";
import type { Step } from "@/features/agents/model/diff";
import type { FieldLabel } from "../fields/spec-field";

/** The way to a field in words: "Conversation › Opening hours › Says". */
export function useStepsText(): (steps: readonly Step[]) => string {
  const t = useTranslations("agent-fields");
  const kinds = useTranslations("agent.kinds");
  return (steps) =>
    steps
      .filter((step) => !("field" in step && HIDDEN.has(step.field)))
      .map((step) => {
        if ("name" in step) return step.name;
        if ("place" in step) return String(step.place);
        if (isKind(step.field)) return kinds(step.field);
        return t.has(step.field as FieldLabel) ? t(step.field as FieldLabel) : step.field;
      })
      .join(" › ");
}

/** Steps that say nothing to people who do not know the contract. */
const HIDDEN = new Set(["graph", "nodes", "all"]);

const KINDS = ["say", "ask", "collect", "branch", "prompt", "transfer", "hang_up"] as const;

function isKind(field: string): field is Exclude<(typeof KINDS)[number], "prompt"> {
  return field !== "prompt" && KINDS.some((kind) => kind === field);
}
