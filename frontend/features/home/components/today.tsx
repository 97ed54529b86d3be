"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormats } from "@/features/analytics/hooks/use-formats";
import { useToday } from "@/features/analytics/hooks/use-today";
import { ErrorState } from "@/ui/error-state";
import { Status } from "@/ui/badge";
import { Card } from "@/ui/card";
import { Stat } from "@/ui/stat";
import { FAILED_CALLS_HREF, useLiveCount } from "../hooks/use-attention";
import { Attention } from "./attention";

const UNKNOWN = <span className="text-ink-faint">–</span>;

export function Today() {
  const t = useTranslations("home.today");
  const formats = useFormats();
  const { today, yesterday, since, failingProviders, error, retry } = useToday(true);
  const was = (value: number | null | undefined, format: (value: number) => string) =>
    yesterday && (typeof value === "number" && yesterday.calls > 0 ? t("yesterday", { value: format(value) }) : t("noYesterday"));
  const shown = (value: number | null | undefined, format: (value: number) => string) => (typeof value === "number" ? format(value) : value === null ? UNKNOWN : undefined);
  if (error && !today) return <Card><ErrorState error={error} onRetry={retry} /></Card>;
  return (
    <section aria-label={t("title")} className="flex flex-col gap-4">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-5">
        <Live />
        <Linked href="/calls?range=today&tests=without"><Stat label={t("calls")} value={shown(today?.calls, formats.count)} note={was(yesterday?.calls, formats.count) ?? "\u00a0"} /></Linked>
        <Linked href="/analytics?range=today"><Stat label={t("answerRate")} value={shown(today?.answerRate, formats.percent)} note={was(yesterday?.answerRate, formats.percent) ?? "\u00a0"} /></Linked>
        <Linked href="/analytics?range=today"><Stat label={t("response")} value={shown(today?.p50, formats.milliseconds)} note={was(yesterday?.p50, formats.milliseconds) ?? "\u00a0"} /></Linked>
        <Linked href={FAILED_CALLS_HREF}><Stat label={t("failed")} value={shown(today?.failed, formats.count)} note={was(yesterday?.failed, formats.count) ?? "\u00a0"} /></Linked>
      </div>
      <Attention since={since} providers={failingProviders} />
    </section>
  );
}

function Live() {
  const t = useTranslations("home.today");
  const { data, isError } = useLiveCount(true);
  const value = data ? `${String(data.count)}${data.isMore ? "+" : ""}` : isError ? UNKNOWN : undefined;
  const note = isError ? t("liveUnknown") : data && data.count > 0 ? <Status tone="good" isPulsing>{t("watch")}</Status> : t("quiet");
  return <Linked href="/live"><Stat label={t("live")} value={value} note={note} /></Linked>;
}

function Linked({ href, children }: { href: string; children: ReactNode }) {
  return <Link href={href} className="min-w-0 rounded-xl transition-shadow hover:shadow-pop">{children}</Link>;
}
