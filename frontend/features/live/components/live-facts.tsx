"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Call } from "@/features/calls/api/calls";
import { languageName } from "@/features/calls/components/facts";
import type { Step } from "@/features/calls/conversation";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { Duration, Milliseconds } from "@/ui/duration";
import { PhoneNumber } from "@/ui/phone-number";
import type { LiveCall } from "../api/live";
import { attentionOf } from "../wall";
import { Elapsed, Marks } from "./marks";

interface LiveFactsProps {
  live: LiveCall | undefined;
  call: Call | undefined;
  /** Where the conversation went last, as far as it has told. */
  step: Step | undefined;
  isEnded: boolean;
}

/** Where the call stands now, or stood when it ended. */
export function LiveFacts({ live, call, step, isEnded }: LiveFactsProps) {
  const t = useTranslations("live.facts");
  const agents = useAgents().data;
  const stages = useTranslations("calls.stage");
  const locale = useLocale();
  const agentId = live?.agent_id ?? call?.agent_id;
  const language = live?.language || call?.language;
  const needsLook = live !== undefined && !isEnded && (attentionOf(live).length > 0 || live.listeners > 0);
  return (
    <section aria-label={t("title")} className="rounded-xl bg-surface p-4 shadow-lift ring-1 ring-line">
      {needsLook && <div className="mb-3 flex flex-wrap items-center gap-1.5"><Marks call={live} /></div>}
      <dl className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-3">
        <Fact label={t("agent")}>{agentId ? <Link href={`/agents/${agentId}`} className="rounded hover:underline">{live?.agent_name || (agents?.find((each) => each.id === agentId)?.display_name ?? agentId)}</Link> : "–"}</Fact>
        <Fact label={t("node")}>{live?.node_title || step?.title || live?.node_id || call?.node_id || "–"}</Fact>
        <Fact label={t("elapsed")}>{live && !isEnded ? <Elapsed since={live.started_at} /> : <Duration ms={call?.duration_ms} />}</Fact>
        <Fact label={t("called")}><PhoneNumber e164={live?.to ?? call?.to ?? ""} /></Fact>
        <Fact label={t("language")}>{language ? languageName(language, locale) : "–"}</Fact>
        <Fact label={t("turns")}>{live?.turns ?? call?.turns ?? "–"}</Fact>
        <Fact label={t("lastResponse")}><Milliseconds value={live?.response_ms} /></Fact>
        <Fact label={t("median")}><Milliseconds value={call?.latency?.response_p50_ms} /></Fact>
        <Fact label={t("voiceNode")}>{live?.voice_node || "–"}</Fact>
      </dl>
      {live !== undefined && live.providers.length > 0 && (
        <dl className="mt-3 border-t pt-3">
          {live.providers.map((provider) => (
            <div key={provider.modality} className="flex justify-between gap-4 py-0.5 text-xs">
              <dt className="text-ink-faint">{isStage(provider.modality) ? stages(provider.modality) : provider.modality}</dt>
              <dd className="truncate">{[provider.adapter, provider.model].filter(Boolean).join(" · ")}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}

const STAGES = ["speech_to_text", "text_to_speech", "language_model", "translation", "realtime"] as const;

function isStage(name: string): name is (typeof STAGES)[number] {
  return STAGES.some((each) => each === name);
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="truncate text-xs text-ink-faint">{label}</dt>
      <dd className="numbers mt-0.5 truncate text-sm font-medium">{children}</dd>
    </div>
  );
}
