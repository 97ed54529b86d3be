import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Summary } from "@/features/analytics/api/summary";
import { callsHref, type Choice, type Span } from "@/features/analytics/model/choice";
import type { Column, Sheet } from "@/features/analytics/model/sheet";
import { type Measure, providerRows, rowsOf } from "@/features/analytics/model/sheets";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { type Formats, useFormats } from "./use-formats";

/** Makes sheets of summaries, in the viewer's words. */
export function useSheets(choice: Choice, span: Span) {
  const t = useTranslations("analytics");
  const formats = useFormats();
  const names = useAgents().data;
  return useMemo(() => {
    const column = (measure: Measure): Column => columnOf(measure, formats, (id) => t(`measures.${id}`));
    const reason = (key: string) => reasonOf(key, (id) => t(`reasons.${id}`), t("reasons.running"));
    const labels: Record<Choice["breakdown"], (key: string) => string> = {
      agent: (key) => names?.find((agent) => agent.id === key)?.display_name ?? (key || t("none.agent")),
      number: (key) => key || t("none.number"),
      outcome: (key) => key || t("none.outcome"),
      direction: (key) => t(`directions.${directionOf(key)}`),
      day: (key) => formats.time(key, false),
    };
    return {
      overTime: (name: string, summary: Summary, measures: readonly Measure[]): Sheet => ({
        name,
        keyLabel: t(span.isHourly ? "keys.hour" : "keys.day"),
        columns: measures.map(column),
        rows: rowsOf(summary.groups, measures, { label: (key) => formats.time(key, span.days === 1) }),
      }),
      reasons: (summary: Summary): Sheet => ({
        name: "end-reasons",
        keyLabel: t("keys.reason"),
        columns: [column("calls")],
        rows: rowsOf(summary.groups, ["calls"], { label: reason, href: (key) => key && callsHref(choice, { reason: short(key, "END_REASON_") }) }),
      }),
      providers: (summary: Summary): Sheet => ({
        name: "provider-failures",
        keyLabel: t("keys.provider"),
        columns: [{ id: "failures", label: t("measures.failures"), format: formats.count }, { id: "calls", label: t("measures.callsWith"), format: formats.count }],
        rows: providerRows(summary.providers, (each) => `${each.adapter} · ${t(`modalities.${modalityOf(each.modality)}`)}`),
      }),
      breakdown: (summary: Summary, measures: readonly Measure[]): Sheet => ({
        name: `by-${choice.breakdown}`,
        keyLabel: t(`keys.${choice.breakdown}`),
        columns: measures.map(column),
        rows: rowsOf(summary.groups, measures, { label: labels[choice.breakdown], href: (key) => hrefOf(choice, key) }),
      }),
    };
  }, [choice, span, formats, names, t]);
}

const UNITS = {
  calls: "count",
  answered: "count",
  unanswered: "count",
  failed: "count",
  minutes: "minutes",
  answerRate: "percent",
  containment: "percent",
  p50: "milliseconds",
  p95: "milliseconds",
} as const;

type Plain = keyof typeof UNITS;

function columnOf(measure: Measure, formats: Formats, say: (id: Plain | "cost") => string): Column {
  if (measure.startsWith("cost.")) {
    const currency = measure.slice("cost.".length);
    return { id: measure, label: `${say("cost")} (${currency})`, format: formats.money(currency) };
  }
  const id = measure as Plain;
  return { id, label: say(id), format: formats[UNITS[id]] };
}

const REASONS = [
  "caller_hung_up", "agent_hung_up", "operator_hung_up", "transferred", "caller_silent", "max_duration", "machine_detected",
  "busy", "no_answer", "rejected", "invalid_destination", "carrier_error", "media_lost", "voice_node_lost", "provider_failed",
  "refused", "platform_error",
] as const;

function reasonOf(key: string, say: (id: (typeof REASONS)[number]) => string, running: string): string {
  const id = short(key, "END_REASON_");
  const known = REASONS.find((each) => each === id);
  return known ? say(known) : id && id !== "unspecified" ? id : running;
}

function directionOf(key: string): "inbound" | "outbound" | "browser" | "unknown" {
  return (["inbound", "outbound", "browser"] as const).find((each) => each === short(key, "DIRECTION_")) ?? "unknown";
}

function modalityOf(name: string): "speech_to_text" | "text_to_speech" | "language_model" | "translation" | "unknown" {
  return (["speech_to_text", "text_to_speech", "language_model", "translation"] as const).find((each) => each === name) ?? "unknown";
}

function hrefOf(choice: Choice, key: string): string | undefined {
  if (!key) return undefined;
  switch (choice.breakdown) {
    case "agent": return callsHref(choice, { agent: key });
    case "number": return callsHref(choice, { number: key });
    case "outcome": return callsHref(choice, { outcome: key });
    case "direction": return callsHref(choice, { direction: short(key, "DIRECTION_") });
    case "day": return callsHref({ ...choice, range: "dates", from: key, to: key });
  }
}

function short(key: string, prefix: string): string {
  return key.replace(prefix, "").toLowerCase();
}
