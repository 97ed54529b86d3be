"use client";

import { Check, Minus } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Banner } from "@/ui/banner";
import { Badge } from "@/ui/badge";
import { DateTime } from "@/ui/date-time";
import { Milliseconds } from "@/ui/duration";
import { Stat } from "@/ui/stat";
import type { Adapter } from "../api/integrations";
import { capabilitiesOf, sampleRatesOf } from "../capabilities";
import { useLanguageName } from "../hooks/use-language-name";
import { ANY, INDIAN, distinct, speaks } from "../languages";

export function OverviewTab({ adapter }: { adapter: Adapter }) {
  const t = useTranslations("integrations");
  const rates = sampleRatesOf(adapter);
  return (
    <div className="flex flex-col gap-6">
      {adapter.unavailable_reason && <Banner tone="warn" title={t("standings.unavailable")}>{adapter.unavailable_reason}</Banner>}
      {adapter.server && <Server id={adapter.id} server={adapter.server} />}
      <Health health={adapter.health} />
      <Part title={t("overview.capabilities")}>
        <ul className="grid gap-x-6 gap-y-1.5 sm:grid-cols-2">
          {capabilitiesOf(adapter).map(([key, isOn]) => (
            <li key={key} className={cn("flex items-center gap-2", !isOn && "text-ink-faint")}>
              {isOn ? <Check className="size-4 shrink-0 text-good-text" aria-label={t("overview.yes")} /> : <Minus className="size-4 shrink-0" aria-label={t("overview.no")} />}
              {t(`capabilities.${key}`)}
            </li>
          ))}
        </ul>
        {rates.length > 0 && <p className="numbers mt-2 text-xs text-ink-faint">{t("overview.rates", { rates: rates.map((rate) => rate / 1000).join(", ") })}</p>}
      </Part>
      <Languages adapter={adapter} />
      {adapter.models.length > 0 && (
        <Part title={t("overview.models")} hint={adapter.any_model ? t("overview.anyModel") : undefined}>
          <ul className="flex flex-wrap gap-1.5">{adapter.models.map((model) => <li key={model}><Badge className="font-mono">{model}</Badge></li>)}</ul>
        </Part>
      )}
      <p className="text-xs text-ink-faint">{t("overview.pool", { pool: adapter.pool || t("overview.unknown") })}</p>
    </div>
  );
}

/** A server that somebody here has to run: whether it is there, and what to do if not. */
function Server({ id, server }: { id: string; server: NonNullable<Adapter["server"]> }) {
  const t = useTranslations("integrations");
  const { address, standing, looked_at: at } = server;
  if (standing === "SERVER_STANDING_UNSPECIFIED") return <Banner title={t("standings.unprobed")}>{t("server.unprobed", { address })}</Banner>;
  const isThere = standing === "SERVER_STANDING_REACHABLE";
  return (
    <Banner tone={isThere ? "good" : "warn"} title={t(isThere ? "server.answers" : "standings.unreachable", { address })}>
      {!isThere && <p>{t("server.fix", { variable: `VOICERA_${id.toUpperCase()}_BASE_URL` })}</p>}
      <p className="text-xs">{t("server.looked")} <DateTime value={at} /></p>
    </Banner>
  );
}

function Health({ health }: { health: Adapter["health"] }) {
  const t = useTranslations("integrations.health");
  const locale = useLocale();
  if (!health || health.requests === 0) return <Banner>{t("unusedText")}</Banner>;
  const percent = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 });
  const time = (ms: number) => (ms > 0 ? <Milliseconds value={ms} /> : "–");
  return (
    <div>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        <Stat label={t("p50")} value={time(health.first_byte_p50_ms)} />
        <Stat label={t("p95")} value={time(health.first_byte_p95_ms)} />
        <Stat label={t("failures")} value={percent.format(health.failures / health.requests)} />
        <Stat label={t("requests")} value={health.requests.toLocaleString(locale)} />
      </div>
      <p className="mt-1.5 text-xs text-ink-faint">{t("over", { minutes: Math.round(health.window_s / 60) })}</p>
    </div>
  );
}

function Languages({ adapter }: { adapter: Adapter }) {
  const t = useTranslations("integrations.languages");
  const locale = useLocale();
  const nameOf = useLanguageName();
  const isAny = adapter.languages.includes(ANY);
  const indian = new Set<string>(INDIAN);
  const others = distinct(adapter.languages).filter((code) => !indian.has(code));
  return (
    <Part title={t("title")} hint={isAny ? t("anyText") : Object.keys(adapter.model_languages ?? {}).length > 0 ? t("byModel") : undefined}>
      <ul aria-label={t("indianTitle")} className="flex flex-wrap gap-1.5">
        {INDIAN.map((code) => {
          const isSpoken = speaks(adapter.languages, code);
          return <li key={code}><Badge tone={isSpoken ? "accent" : "neutral"} className={isSpoken ? "" : "line-through opacity-60"}>{nameOf(code)}</Badge></li>;
        })}
      </ul>
      {others.length > 0 && (
        <details className="mt-2.5 text-sm">
          <summary className="cursor-default text-ink-soft">{t("others", { count: others.length })}</summary>
          <p className="mt-1.5 text-xs text-ink-soft">{others.map(nameOf).sort((one, other) => one.localeCompare(other, locale)).join(", ")}</p>
        </details>
      )}
    </Part>
  );
}

function Part({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-sm font-semibold">{title}{hint && <span className="ml-2 text-xs font-normal text-ink-faint">{hint}</span>}</h3>
      {children}
    </section>
  );
}
