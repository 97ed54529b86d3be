import { useLocale, useTranslations } from "next-intl";
import { useMemberName } from "@/features/calls/hooks/use-members";
import { grouped } from "@/ui/phone-number";
import type { CallEvent } from "../api/calls";
import { languageName } from "../components/facts";
import { kindOf } from "../timeline";

/** An event in words: what happened, and what more there is to say of it. */
export function useEventWords(): (event: CallEvent) => { title: string; detail: string } {
  const t = useTranslations("calls.events");
  const modality = useTranslations("calls.stage");
  const reason = useTranslations("calls.reason");
  const locale = useLocale();
  const nameOf = useMemberName();

  function stage(name: string): string {
    return name === "speech_to_text" || name === "text_to_speech" || name === "language_model" || name === "translation" || name === "realtime" ? modality(name) : name;
  }

  function detailOf(event: CallEvent): string {
    if (event.caller_said) return event.caller_said.text || t("notUnderstood");
    if (event.agent_said) return event.agent_said.text;
    if (event.node_entered) return event.node_entered.title || event.node_entered.node_id;
    if (event.variable_set) return `${event.variable_set.name} = ${event.variable_set.value}`;
    if (event.key_pressed) return event.key_pressed.digit;
    if (event.turn_measured) return t("responded", { turn: event.turn_measured.turn, ms: Math.round(event.turn_measured.first_byte_ms) });
    if (event.barged_in) return t("silentAfter", { ms: Math.round(event.barged_in.silent_after_ms) });
    if (event.media_restored) return t("goneFor", { ms: Number(event.media_restored.after_ms) });
    if (event.provider_failed) return `${stage(event.provider_failed.modality)}: ${event.provider_failed.adapter} – ${event.provider_failed.message || event.provider_failed.reason}`;
    if (event.provider_switched) {
      const { modality: of, from_adapter: from, adapter, reason: why, after_ms: ms } = event.provider_switched;
      return t("switched", { stage: stage(of), from, to: adapter, why, ms });
    }
    if (event.ended) return [reason(event.ended.reason), event.ended.disposition, event.ended.detail].filter(Boolean).join(" · ");
    if (event.tool_called) return event.tool_called.name;
    if (event.language_switched) return `${languageName(event.language_switched.from_language, locale)} → ${languageName(event.language_switched.language, locale)}`;
    if (event.operator_whispered) return `${nameOf(event.operator_whispered.user_id)}: ${event.operator_whispered.text}`;
    if (event.operator_took_over) return nameOf(event.operator_took_over.user_id);
    if (event.operator_handed_back) return nameOf(event.operator_handed_back.user_id);
    if (event.transfer_started) return [event.transfer_started.user_id && nameOf(event.transfer_started.user_id), grouped(event.transfer_started.to)].filter(Boolean).join(" → ");
    if (event.usage_recorded) return event.usage_recorded.adapter;
    return event.started?.node ?? "";
  }

  return (event) => {
    const kind = kindOf(event);
    if (event.operator_whispered?.say) return { title: t("operator_said"), detail: detailOf(event) };
    return { title: kind ? t(kind) : t("unknown"), detail: detailOf(event) };
  };
}
