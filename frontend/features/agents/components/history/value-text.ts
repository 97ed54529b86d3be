import { useTranslations } from "next-intl";
import { useSpec } from "@/features/agents/hooks/use-editor";
import { type Fields, isFields } from "@/features/agents/model/align";
import { type Step, differences } from "@/features/agents/model/diff";
import { type Edge, edgeKindOf, nodesOf, titleOf } from "@/features/agents/model/spec";
import { useEdgeLabel } from "../graph/edge-label";
import { useFieldName, useStepsText } from "./steps-text";

const SWITCHES = new Set(["uninterruptible", "personal", "disabled", "barge_in_disabled", "bridge_line_disabled"]);

/** Switched on where the contract has them off. */
const INVERTED = new Set(["barge_in_disabled", "bridge_line_disabled"]);

/** What nobody sees, or sees elsewhere. */
const UNSAID = new Set(["", "id", "title", "position"]);

/** A value as the page shows it: choices by their labels, steps by their names. */
export function useValueText(): (steps: readonly Step[], value: unknown) => string {
  const t = useTranslations("agent");
  const choice = useChoiceText();
  const name = useFieldName();
  const stepsText = useStepsText();
  const way = useEdgeLabel();
  const nodes = nodesOf(useSpec());
  const nodeName = (id: string) => {
    const node = nodes.find((each) => each.id === id);
    return node ? titleOf(node) : id;
  };

  function said(field: string, value: unknown): string {
    if (SWITCHES.has(field)) return t((value === true) !== INVERTED.has(field) ? "yes" : "no");
    if (value === undefined || value === null) return "";
    if (typeof value === "string") return field === "to" || field === "start_node" ? nodeName(value) : (choice(value) ?? value);
    if (Array.isArray(value)) return value.map((item: unknown) => itemText(field, item)).join("\n");
    return isFields(value) ? lines(value).join("\n") : String(value as number);
  }

  function itemText(field: string, item: unknown): string {
    if (field === "order") return stepsText([item as Step]);
    if (field === "edges") return wayText(item as Edge);
    return isFields(item) ? lines(item).join(" · ") : `• ${String(item)}`;
  }

  const wayText = (edge: Edge) => `${way(edge)} → ${nodeName(edge.to ?? "")}`;

  function lines(fields: Fields): string[] {
    if (edgeKindOf(fields as Edge)) return [wayText(fields as Edge)];
    return Object.entries(fields).flatMap(([field, inside]) => {
      if (UNSAID.has(field)) return [];
      if (isFields(inside)) return [field === "prompt" ? t("kinds.prompt") : name(field), ...lines(inside)];
      const text = said(field, inside);
      return text === "" ? [] : [`${name(field)}: ${text}`];
    });
  }

  return (steps, value) => {
    const last = steps.at(-1);
    return said(last && "field" in last ? last.field : "", value);
  };
}

/** What an item has become, where the other has removed it: only what differs from how it began. */
export function useItemText(): (base: unknown, item: unknown) => string {
  const t = useTranslations("agent.conflict");
  const text = useValueText();
  const where = useStepsText();
  return (base, item) => {
    if (item === undefined) return t("removed");
    const changes = differences(base, item);
    if (changes.length === 0) return t("unchanged");
    return changes.map(({ steps, after }) => `${where(steps)}: ${text(steps, after) || "–"}`).join("\n");
  };
}

function useChoiceText(): (value: string) => string | undefined {
  const t = useTranslations("agent");
  return (value) => {
    const [, kind = "", name = ""] = /^(VARIABLE_TYPE|FORMALITY|END_OF_TURN)_(\w+)$/.exec(value) ?? [];
    if (kind === "VARIABLE_TYPE" && name in TYPES) return t(`variables.types.${name as keyof typeof TYPES}`);
    if (kind === "FORMALITY" && name in TONES) return t(`voice.tones.${name as keyof typeof TONES}`);
    if (kind === "END_OF_TURN") return t(name === "SMART_TURN" ? "behaviour.bySmartTurn" : "behaviour.bySilence");
    return undefined;
  };
}

const TYPES = { TEXT: true, CHOICE: true, NUMBER: true, DIGITS: true, BOOLEAN: true };
const TONES = { FORMAL: true, INFORMAL: true };
