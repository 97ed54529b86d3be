"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { DateTime } from "@/ui/date-time";
import { Duration, Milliseconds } from "@/ui/duration";
import { Money } from "@/ui/money";
import { PhoneNumber } from "@/ui/phone-number";
import type { Call } from "../api/calls";
import { languageName } from "./facts";

/** The record of a call at a glance. */
export function CallFacts({ call }: { call: Call }) {
  const t = useTranslations("calls.detail");
  const directions = useTranslations("calls.direction");
  const reasons = useTranslations("calls.reason");
  const locale = useLocale();
  const agent = useAgents().data?.find((each) => each.id === call.agent_id);
  const isBrowser = call.direction === "DIRECTION_BROWSER";
  return (
    <dl className="mb-5 grid grid-cols-2 gap-x-6 gap-y-3 rounded-xl bg-surface p-4 shadow-lift ring-1 ring-line sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-6">
      <Fact label={t("agent")} note={call.agent_revision > 0 ? t("revision", { number: call.agent_revision }) : t("draft")}>
        <Link href={`/agents/${call.agent_id}`} className="rounded hover:underline">{agent?.display_name ?? call.agent_id}</Link>
      </Fact>
      {isBrowser ? (
        <Fact label={t("direction")}>{directions(call.direction)}</Fact>
      ) : (
        <Fact label={t("fromTo")} note={<>→ <PhoneNumber e164={call.to} /></>}><PhoneNumber e164={call.from} /></Fact>
      )}
      <Fact label={t("when")} note={<DateTime value={call.created_at} style="time" />}><DateTime value={call.created_at} style="date" /></Fact>
      <Fact label={t("duration")} note={t("turns", { count: call.turns })}>{call.answered_at ? <Duration ms={call.duration_ms} /> : t("notAnswered")}</Fact>
      <Fact label={t("end")} note={call.end_detail}>{call.end_reason === "END_REASON_UNSPECIFIED" ? t("running") : reasons(call.end_reason)}</Fact>
      <Fact label={t("outcome")}>{call.disposition || "–"}</Fact>
      <Fact label={t("language")}>{call.language ? languageName(call.language, locale) : "–"}</Fact>
      <Fact label={t("response")} note={call.latency && <>{t("p95")} <Milliseconds value={call.latency.response_p95_ms} /></>}><Milliseconds value={call.latency?.response_p50_ms} /></Fact>
      <Fact label={t("platform")}><Milliseconds value={call.latency?.platform_p95_ms} /></Fact>
      <Fact label={t("failures")}>{call.provider_failures}</Fact>
      <Fact label={t("cost")} note={t("withoutTelephony")}><Money value={call.cost} /></Fact>
      <Fact label={t("carrierId")}><span className="font-mono text-xs" title={call.carrier_call_id}>{call.carrier_call_id || "–"}</span></Fact>
    </dl>
  );
}

function Fact({ label, note, children }: { label: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-faint">{label}</dt>
      <dd className="numbers mt-0.5 truncate text-sm font-medium">{children}</dd>
      {note !== undefined && note !== "" && <dd className="numbers truncate text-xs text-ink-faint" title={typeof note === "string" ? note : undefined}>{note}</dd>}
    </div>
  );
}
