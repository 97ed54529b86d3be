import { useTranslations } from "next-intl";
import { type Comparison, type Edge, edgeKindOf } from "@/features/agents/model/spec";

/** When an edge is taken, in a few words. */
export function useEdgeLabel(): (edge: Edge) => string {
  const t = useTranslations("agent");
  return (edge) => {
    const kind = edgeKindOf(edge);
    if (kind === "otherwise") return t("otherwise");
    if (kind === "intent") return edge.intent?.name ? edge.intent.name : t("unnamedIntent");
    const comparisons = edge.rule?.all ?? [];
    return comparisons.length > 0 ? comparisons.map(ruleText).join(t("and")) : t("emptyRule");
  };

  function ruleText({ variable, operator, value }: Comparison): string {
    const name = variable ? variable : "…";
    const sign = SIGNS[operator ?? ""] ?? "?";
    if (operator === "COMPARISON_OPERATOR_IS_SET") return t("isSet", { name });
    if (operator === "COMPARISON_OPERATOR_IS_NOT_SET") return t("isNotSet", { name });
    if (operator === "COMPARISON_OPERATOR_CONTAINS") return t("contains", { name, value: value ?? "" });
    return `${name} ${sign} ${value ?? ""}`;
  }
}

const SIGNS: Record<string, string> = {
  COMPARISON_OPERATOR_EQUALS: "=",
  COMPARISON_OPERATOR_NOT_EQUALS: "≠",
  COMPARISON_OPERATOR_GREATER: ">",
  COMPARISON_OPERATOR_AT_LEAST: "≥",
  COMPARISON_OPERATOR_LESS: "<",
  COMPARISON_OPERATOR_AT_MOST: "≤",
};
