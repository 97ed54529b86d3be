"use client";

import { useTranslations } from "next-intl";
import { useState, type FormEvent } from "react";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { Field } from "@/ui/field";
import { Input } from "@/ui/input";
import { Select } from "@/ui/select";
import { Sheet } from "@/ui/sheet";
import { type CallFilters, DIRECTIONS, END_REASONS, TESTS } from "../filters";

interface FilterSheetProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  filters: CallFilters;
  set: (patch: Partial<CallFilters>) => void;
}

/** Everything a list of calls can be asked for. */
export function FilterSheet(props: FilterSheetProps) {
  const t = useTranslations("calls.filters");
  return (
    <Sheet
      isOpen={props.isOpen}
      onOpenChange={props.onOpenChange}
      title={t("title")}
      footer={<Button type="submit" form="call-filters" variant="primary">{t("apply")}</Button>}
    >
      <FilterForm {...props} />
    </Sheet>
  );
}

const ANY = "any";

function FilterForm({ onOpenChange, filters, set }: FilterSheetProps) {
  const t = useTranslations("calls.filters");
  const reasons = useTranslations("calls.reason");
  const directions = useTranslations("calls.direction");
  const [draft, setDraft] = useState(filters);
  const [error, setError] = useState("");
  const change = (patch: Partial<CallFilters>) => setDraft((before) => ({ ...before, ...patch }));

  function apply(event: FormEvent) {
    event.preventDefault();
    if (draft.minSeconds && draft.maxSeconds && Number(draft.minSeconds) > Number(draft.maxSeconds)) return setError(t("wrongDuration"));
    set({ ...draft, range: draft.from || draft.to ? "dates" : draft.range === "dates" ? "" : draft.range, disposition: draft.disposition.trim() });
    onOpenChange(false);
  }

  return (
    <form id="call-filters" onSubmit={apply} className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("from")}>{(control) => <Input {...control} type="date" value={draft.from} max={draft.to || undefined} onChange={(event) => change({ from: event.target.value })} />}</Field>
        <Field label={t("to")}>{(control) => <Input {...control} type="date" value={draft.to} min={draft.from || undefined} onChange={(event) => change({ to: event.target.value })} />}</Field>
        <Field label={t("min")} error={error}>{(control) => <Input {...control} inputMode="numeric" pattern="[0-9]{0,6}" value={draft.minSeconds} onChange={(event) => change({ minSeconds: digits(event.target.value) })} />}</Field>
        <Field label={t("max")}>{(control) => <Input {...control} inputMode="numeric" pattern="[0-9]{0,6}" value={draft.maxSeconds} onChange={(event) => change({ maxSeconds: digits(event.target.value) })} />}</Field>
        <Field label={t("direction")}>
          {(control) => (
            <Select
              {...control}
              value={draft.direction || ANY}
              onChange={(direction) => change({ direction: direction === ANY ? "" : direction })}
              options={[{ value: ANY, label: t("anyDirection") }, ...DIRECTIONS.map((each) => ({ value: each, label: directions(each) }))]}
            />
          )}
        </Field>
        <Field label={t("tests")}>
          {(control) => (
            <Select
              {...control}
              value={draft.tests || ANY}
              onChange={(tests) => change({ tests: tests === ANY ? "" : tests })}
              options={[{ value: ANY, label: t("testsAre.any") }, ...TESTS.map((each) => ({ value: each, label: t(`testsAre.${each}`) }))]}
            />
          )}
        </Field>
        <Field label={t("outcome")}>{(control) => <Input {...control} value={draft.disposition} placeholder={t("outcomeExample")} onChange={(event) => change({ disposition: event.target.value })} />}</Field>
      </div>
      <Checkbox checked={draft.withFailures} onChange={(withFailures) => change({ withFailures })} label={t("withFailures")} hint={t("withFailuresHint")} />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{t("reasons")}</legend>
        <div className="grid gap-2 sm:grid-cols-2">
          {END_REASONS.map((reason) => (
            <Checkbox
              key={reason}
              checked={draft.reasons.includes(reason)}
              onChange={(isChosen) => change({ reasons: isChosen ? [...draft.reasons, reason] : draft.reasons.filter((each) => each !== reason) })}
              label={reasons(reason)}
            />
          ))}
        </div>
      </fieldset>
    </form>
  );
}

function digits(text: string): string {
  return text.replaceAll(/\D/g, "").slice(0, 6);
}
