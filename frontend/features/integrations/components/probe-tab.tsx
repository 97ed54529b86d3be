"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Activity } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Milliseconds } from "@/ui/duration";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { type Adapter, type Probe, probeIntegration } from "../api/integrations";
import { INTEGRATIONS_KEY, type Offer } from "../hooks/use-integrations";
import { useLanguageName } from "../hooks/use-language-name";
import { ANY } from "../languages";
import { isTriable } from "../standing";

/** One short, real round trip to the vendor. */
export function ProbeTab({ offer }: { offer: Offer }) {
  const t = useTranslations("integrations.probe");
  const { adapter, standing } = offer;
  const queries = useQueryClient();
  // Language models have no model of their own choice.
  const [model, setModel] = useState(adapter.modality === "MODALITY_LANGUAGE_MODEL" ? (adapter.models[0] ?? "") : "");
  const [language, setLanguage] = useState("");
  const probe = useMutation({
    mutationFn: () => probeIntegration(adapter.id, { modality: adapter.modality, model, language }),
    onSettled: () => void queries.invalidateQueries({ queryKey: INTEGRATIONS_KEY }),
  });
  return (
    <div className="flex flex-col gap-4">
      <p className="text-sm text-ink-soft">{t("text")}</p>
      {!isTriable(standing) && <Banner tone="warn">{t(standing === "needsKey" ? "needsKey" : "unavailable")}</Banner>}
      <div className="grid gap-4 sm:grid-cols-2">
        <ModelField adapter={adapter} value={model} onChange={setModel} />
        <LanguageField adapter={adapter} value={language} onChange={setLanguage} />
      </div>
      <Permitted to="integrations.try" className="inline-flex self-start rounded-md">
        {(isPermitted) => (
          <Button variant="primary" className="self-start" disabled={!isPermitted || standing === "unavailable"} isBusy={probe.isPending} onClick={() => probe.mutate()}>
            {!probe.isPending && <Activity aria-hidden />}{t(probe.isPending ? "running" : "run")}
          </Button>
        )}
      </Permitted>
      {probe.error && <FormError error={probe.error} />}
      {probe.data && !probe.isPending && <Outcome probe={probe.data} />}
      {adapter.credential_schema && <p className="text-xs text-ink-faint">{t("charges")}</p>}
    </div>
  );
}

interface ChoiceProps {
  adapter: Adapter;
  value: string;
  onChange: (value: string) => void;
}

function ModelField({ adapter, value, onChange }: ChoiceProps) {
  const t = useTranslations("integrations.probe");
  const list = useId();
  if (adapter.models.length === 0 && !adapter.any_model) return null;
  return (
    <Field label={t("model")} hint={adapter.any_model ? t("anyModel") : undefined}>
      {(control) =>
        adapter.any_model ? (
          <>
            <Input {...control} list={list} value={value} placeholder={t("usual")} onChange={(event) => onChange(event.target.value)} autoComplete="off" />
            <datalist id={list}>{adapter.models.map((model) => <option key={model} value={model} />)}</datalist>
          </>
        ) : (
          <Combobox {...control} value={value} onChange={onChange} options={[{ value: "", label: t("usual") }, ...adapter.models.map((model) => ({ value: model, label: model }))]} />
        )
      }
    </Field>
  );
}

function LanguageField({ adapter, value, onChange }: ChoiceProps) {
  const t = useTranslations("integrations.probe");
  const nameOf = useLanguageName();
  const codes = adapter.languages.filter((code) => code !== ANY);
  if (codes.length === 0) return null;
  return (
    <Field label={t("language")}>
      {(control) => <Combobox {...control} value={value} onChange={onChange} options={[{ value: "", label: t("firstLanguage") }, ...codes.map((code) => ({ value: code, label: nameOf(code), hint: code }))]} />}
    </Field>
  );
}

function Outcome({ probe }: { probe: Probe }) {
  const t = useTranslations("integrations.probe");
  return (
    <Banner tone={probe.ok ? "good" : "bad"} title={t(probe.ok ? "ok" : "failed")}>
      {probe.ok && <p>{t("firstByte")} <Milliseconds value={probe.first_byte_ms} /></p>}
      <p>{t("total")} <Milliseconds value={probe.total_ms} /></p>
      {probe.result && <p className="mt-1">{t("result")} “{probe.result}”</p>}
      {!probe.ok && <p className="mt-1"><code className="font-mono text-xs">{probe.reason}</code> {probe.message}</p>}
    </Banner>
  );
}
