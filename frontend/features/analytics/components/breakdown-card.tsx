"use client";

import { useTranslations } from "next-intl";
import type { Summary } from "@/features/analytics/api/summary";
import { useSheets } from "@/features/analytics/hooks/use-sheets";
import { BREAKDOWNS, type Breakdown, type Choice, type Span } from "@/features/analytics/model/choice";
import { currenciesOf, type Measure } from "@/features/analytics/model/sheets";
import { Card } from "@/ui/card";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { SaveMenu } from "./save-menu";
import { SheetTable } from "./sheet-table";

const MEASURES: readonly Measure[] = ["calls", "answerRate", "containment", "failed", "minutes", "p50", "p95"];

interface BreakdownCardProps {
  choice: Choice;
  span: Span;
  days: string;
  summary: Summary | undefined;
  onChoose: (change: { breakdown: Breakdown }) => void;
}

export function BreakdownCard({ choice, span, days, summary, onChoose }: BreakdownCardProps) {
  const t = useTranslations("analytics");
  const sheets = useSheets(choice, span);
  const sheet = summary && sheets.breakdown(summary, [...MEASURES, ...currenciesOf(summary).map((currency) => `cost.${currency}` as const)]);
  const title = t("breakdown.title");
  return (
    <Card
      isFlush
      title={title}
      hint={t("breakdown.hint")}
      actions={
        <>
          <Select
            aria-label={title}
            className="h-7 w-36"
            value={choice.breakdown}
            onChange={(breakdown) => onChoose({ breakdown })}
            options={BREAKDOWNS.map((each) => ({ value: each, label: t(`keys.${each}`) }))}
          />
          <SaveMenu title={title} name={`${sheet?.name ?? ""}-${days}`} sheet={sheet} />
        </>
      }
    >
      {sheet ? <SheetTable sheet={sheet} caption={`${title}: ${sheet.keyLabel}`} className="max-h-128 border-t" /> : <Skeleton className="mx-4 mb-4 h-40" />}
    </Card>
  );
}
