"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Summary } from "@/features/analytics/api/summary";
import { useFormats } from "@/features/analytics/hooks/use-formats";
import { useSheets } from "@/features/analytics/hooks/use-sheets";
import type { Choice, Span } from "@/features/analytics/model/choice";
import { currenciesOf, type Measure } from "@/features/analytics/model/sheets";
import { Select } from "@/ui/select";
import { ChartCard } from "./chart-card";

interface ChartsProps {
  choice: Choice;
  span: Span;
  days: string;
  overTime: Summary | undefined;
  reasons: Summary | undefined;
}

const ALL_PERCENT = 100;

export function Charts({ choice, span, days, overTime, reasons }: ChartsProps) {
  const t = useTranslations("analytics.charts");
  const formats = useFormats();
  const sheets = useSheets(choice, span);
  const over = (name: string, ...measures: Measure[]) => overTime && sheets.overTime(name, overTime, measures);
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <ChartCard kind="bars" title={t("calls")} sheet={over("calls", "answered", "unanswered")} tones={["accent", "faint"]} axis={formats.axes.short} days={days} />
      <ChartCard kind="bars" title={t("minutes")} hint={t("minutesHint")} sheet={over("minutes", "minutes")} tones={["accent"]} axis={formats.axes.short} days={days} />
      <ChartCard kind="lines" title={t("rates")} hint={t("ratesHint")} sheet={over("rates", "answerRate", "containment")} tones={["accent", "good"]} axis={formats.axes.percent} max={ALL_PERCENT} days={days} />
      <ChartCard kind="lines" title={t("latency")} hint={t("latencyHint")} sheet={over("response-times", "p50", "p95")} tones={["accent", "warn"]} axis={formats.axes.milliseconds} days={days} empty={t("noTurns")} />
      <ChartCard kind="ranking" title={t("reasons")} sheet={reasons && sheets.reasons(reasons)} tones={["accent"]} axis={formats.axes.short} days={days} />
      <ChartCard kind="ranking" title={t("providers")} hint={t("providersHint")} sheet={overTime && sheets.providers(overTime)} tones={["bad"]} axis={formats.axes.short} days={days} empty={t("noProviders")} />
      <CostChart choice={choice} span={span} days={days} overTime={overTime} />
      <ChartCard kind="bars" title={t("failed")} hint={t("failedHint")} sheet={over("failed-calls", "failed")} tones={["bad"]} axis={formats.axes.short} days={days} empty={t("noFailed")} />
    </div>
  );
}

/** Of one currency: amounts of several cannot be added up. */
function CostChart({ choice, span, days, overTime }: Omit<ChartsProps, "reasons">) {
  const t = useTranslations("analytics.charts");
  const formats = useFormats();
  const sheets = useSheets(choice, span);
  const currencies = currenciesOf(overTime);
  const [chosen, choose] = useState<string>();
  const currency = currencies.find((each) => each === chosen) ?? currencies[0];
  return (
    <ChartCard
      kind="bars"
      title={t("cost")}
      hint={t("costHint")}
      sheet={overTime && sheets.overTime("cost", overTime, currency ? [`cost.${currency}`] : [])}
      tones={["accent"]}
      axis={currency ? formats.axes.money(currency) : formats.axes.short}
      days={days}
      empty={t("noCost")}
      actions={currencies.length > 1 && <Select aria-label={t("currency")} className="h-7 w-24" value={currency} onChange={choose} options={currencies.map((each) => ({ value: each, label: each }))} />}
    />
  );
}
