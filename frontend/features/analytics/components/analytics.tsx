"use client";

import { ChartNoAxesColumn } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useChoice, useMinute } from "@/features/analytics/hooks/use-choice";
import { useFormats } from "@/features/analytics/hooks/use-formats";
import { useSummaries } from "@/features/analytics/hooks/use-summaries";
import { dayOf } from "@/features/analytics/model/choice";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { BreakdownCard } from "./breakdown-card";
import { Charts } from "./charts";
import { Tiles } from "./tiles";
import { Toolbar } from "./toolbar";

export function Analytics() {
  const t = useTranslations("analytics");
  const [choice, choose] = useChoice();
  const formats = useFormats();
  const now = useMinute();
  const { span, zone, overTime, before, reasons, breakdown } = useSummaries(choice, now);
  const failed = [overTime, reasons, breakdown].find((query) => query.isError && !query.data);
  const isEmpty = overTime.data !== undefined && !overTime.isPlaceholderData && Number(overTime.data.total?.calls ?? 0) === 0;
  const days = `${dayOf(span.after)}-${dayOf(new Date(span.before.getTime() - 1))}`;
  return (
    <>
      <PageHeader title={t("title")} description={t("description", { zone: formats.zone(zone), days: span.days })} />
      <div className="flex flex-col gap-4">
        <Toolbar choice={choice} span={span} onChoose={choose} />
        {failed ? (
          <Card><ErrorState error={failed.error} onRetry={() => void failed.refetch()} /></Card>
        ) : (
          <div aria-busy={overTime.isFetching} className={cn("flex flex-col gap-4 transition-opacity", overTime.isPlaceholderData && "opacity-60")}>
            <Tiles summary={overTime.data} before={before.data} />
            {isEmpty ? <NoCalls /> : (
              <>
                <Charts choice={choice} span={span} days={days} overTime={overTime.data} reasons={reasons.data} />
                <BreakdownCard choice={choice} span={span} days={days} summary={breakdown.data} onChoose={choose} />
              </>
            )}
          </div>
        )}
      </div>
    </>
  );
}

function NoCalls() {
  const t = useTranslations("analytics.empty");
  return (
    <Card>
      <EmptyState icon={ChartNoAxesColumn} title={t("title")} action={<Button asChild><Link href="/">{t("action")}</Link></Button>}>{t("text")}</EmptyState>
    </Card>
  );
}
