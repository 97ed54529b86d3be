import { useTranslations } from "next-intl";
import type { Step } from "@/features/agents/model/diff";
import type { FieldLabel } from "../fields/spec-field";
import { useEdgeLabel } from "../graph/edge-label";

/** The way to a field in words: "Conversation › Opening hours › Says". */
export function useStepsText(): (steps: readonly Step[]) => string {
  const conversation = useTranslations("agent.tabs")("conversation");
  const name = useFieldName();
  const way = useEdgeLabel();
  return (steps) => {
    const said = steps
      // What a step does is left out before what is in it.
      .filter((step, at) => !("field" in step && (HIDDEN.has(step.field) || (isOneOf(KINDS, step.field) && at < steps.length - 1))))
      .map((step) => {
        if ("name" in step) return step.name;
        if ("place" in step) return String(step.place);
        return "edge" in step ? way(step.edge) : name(step.field, steps);
      })
      .join(" › ");
    return said || conversation;
  };
}

/** What the page calls a field of the contract, which may mean another thing in another place. */
export function useFieldName(): (field: string, steps?: readonly Step[]) => string {
  const t = useTranslations("agent-fields");
  const kinds = useTranslations("agent.kinds");
  return (field, steps = []) => {
    if (isKind(field)) return kinds(field);
    const known = field === "to" && steps.some((step) => "edge" in step) ? "leads_to" : field;
    return t.has(known as FieldLabel) ? t(known as FieldLabel) : field;
  };
}

/** Steps that say nothing to people who do not know the contract. */
const HIDDEN = new Set(["graph", "nodes", "all"]);

const KINDS = ["say", "ask", "collect", "branch", "prompt", "transfer", "hang_up"] as const;

function isKind(field: string): field is Exclude<(typeof KINDS)[number], "prompt"> {
  return field !== "prompt" && isOneOf(KINDS, field);
}

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);
