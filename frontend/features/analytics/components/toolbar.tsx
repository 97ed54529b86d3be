"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { type Choice, DIRECTIONS, dayOf, RANGES, type Range, type Span } from "@/features/analytics/model/choice";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { cn } from "@/lib/cn";
import { Checkbox } from "@/ui/checkbox";
import { Combobox } from "@/ui/combobox";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Tooltip } from "@/ui/tooltip";

const ALL = "all";

interface ToolbarProps {
  choice: Choice;
  span: Span;
  onChoose: (change: Partial<Choice>) => void;
}

export function Toolbar({ choice, span, onChoose }: ToolbarProps) {
  const t = useTranslations("analytics");
  const agents = useAgents().data ?? [];
  // Days that are shown now are where one begins to choose others.
  const last = new Date(span.before.getTime() - 1);
  const chooseRange = (range: Range) => onChoose(range === "dates" ? { range, from: dayOf(span.after), to: dayOf(last) } : { range, from: "", to: "" });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <fieldset className="flex max-w-full overflow-x-auto rounded-md bg-surface p-0.5 shadow-lift ring-1 ring-inset ring-line-strong">
        <legend className="sr-only">{t("range")}</legend>
        {RANGES.map((range) => <RangeButton key={range} isChosen={range === choice.range} onClick={() => chooseRange(range)}>{t(`ranges.${range}`)}</RangeButton>)}
      </fieldset>
      {choice.range === "dates" && (
        <div className="flex items-center gap-1.5">
          <Day label={t("fromDay")} value={choice.from || dayOf(span.after)} max={dayOf(last)} onChange={(from) => onChoose({ from })} />
          <span className="text-ink-faint" aria-hidden>–</span>
          <Day label={t("toDay")} value={choice.to || dayOf(last)} min={choice.from} max={dayOf(new Date())} onChange={(to) => onChoose({ to })} />
        </div>
      )}
      <Combobox
        aria-label={t("agent")}
        className="w-full sm:w-48"
        value={choice.agent || ALL}
        onChange={(agent) => onChoose({ agent: agent === ALL ? "" : agent })}
        options={[{ value: ALL, label: t("anyAgent") }, ...agents.map((agent) => ({ value: agent.id, label: agent.display_name }))]}
      />
      <Select
        aria-label={t("direction")}
        className="w-full sm:w-40"
        value={choice.direction || ALL}
        onChange={(direction) => onChoose({ direction: direction === ALL ? "" : direction })}
        options={[{ value: ALL, label: t("anyDirection") }, ...DIRECTIONS.map((each) => ({ value: each, label: t(`directions.${each}`) }))]}
      />
      <Tooltip text={t("testsHint")}>
        <span className="py-1"><Checkbox checked={choice.withTests} onChange={(withTests) => onChoose({ withTests })} label={t("tests")} /></span>
      </Tooltip>
    </div>
  );
}

function RangeButton({ isChosen, onClick, children }: { isChosen: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className={cn("h-7 rounded px-2.5 text-xs font-medium whitespace-nowrap focus-visible:-outline-offset-2", isChosen ? "bg-accent-soft text-accent-text" : "text-ink-soft hover:bg-hover hover:text-ink")}
    >
      {children}
    </button>
  );
}

interface DayProps {
  label: string;
  value: string;
  min?: string;
  max: string;
  onChange: (day: string) => void;
}

function Day({ label, value, min, max, onChange }: DayProps) {
  return <Input type="date" aria-label={label} value={value} min={min} max={max} onChange={(event) => event.target.value && onChange(event.target.value)} className="w-36" />;
}
