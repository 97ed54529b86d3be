"use client";

import { Play, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useSearchState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { CopyButton } from "@/ui/copy-button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { Skeleton } from "@/ui/skeleton";
import { Slider } from "@/ui/slider";
import type { Voice } from "../api/integrations";
import type { Offer } from "../hooks/use-integrations";
import { usePreview } from "../hooks/use-preview";
import { useVoices } from "../hooks/use-voices";
import { useLanguageName } from "../hooks/use-language-name";
import { ANY } from "../languages";
import { isUsable } from "../standing";

const LONGEST_TEXT = 300;

export function VoicesTab({ offer: { adapter, standing } }: { offer: Offer }) {
  const t = useTranslations("integrations.voices");
  const nameOf = useLanguageName();
  const [search, change] = useSearchState();
  const language = search.get("voices") ?? "";
  const [text, setText] = useState("");
  const [rate, setRate] = useState(1);
  const list = useVoices(adapter, language);
  const preview = usePreview();
  const codes = adapter.languages.filter((code) => code !== ANY);
  const mayPlay = adapter.modality === "MODALITY_TEXT_TO_SPEECH" && isUsable(standing);

  const speak = (voice: Voice) =>
    void preview.play({ adapter: adapter.id, voice: voice.id, language: language || voice.language || codes[0] || "en", text, speaking_rate: rate });

  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("language")}>
          {(control) => <Combobox {...control} value={language} onChange={(value) => change({ voices: value })} options={[{ value: "", label: t("anyLanguage") }, ...codes.map((code) => ({ value: code, label: nameOf(code), hint: code }))]} />}
        </Field>
        {mayPlay && <Field label={t("rate")}>{() => <Slider aria-label={t("rate")} value={rate} onChange={setRate} min={0.5} max={2} step={0.1} format={(value) => `${value.toFixed(1)}×`} />}</Field>}
      </div>
      {mayPlay && (
        <Field label={t("text")} aside={adapter.credential_schema && t("charges")}>
          {(control) => <Input {...control} value={text} onChange={(event) => setText(event.target.value)} maxLength={LONGEST_TEXT} placeholder={t("textPlaceholder")} lang={language || undefined} />}
        </Field>
      )}
      {preview.error !== undefined && <FormError error={preview.error} />}
      {list.isError ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} className="py-8" />
      ) : !list.data ? (
        <div className="flex flex-col gap-2">{Array.from({ length: 6 }, (_, index) => <Skeleton key={index} className="h-9 w-full" />)}</div>
      ) : list.data.voices.length === 0 ? (
        <EmptyState title={t("none")} className="py-8">{t(adapter.any_voice ? "anyVoice" : "noneText")}</EmptyState>
      ) : (
        <>
          <ul aria-label={t("title")} className="divide-y rounded-xl ring-1 ring-line">
            {list.data.voices.map((voice) => (
              <VoiceRow
                key={`${voice.id} ${voice.language}`}
                voice={voice}
                canPlay={mayPlay}
                phase={preview.state?.voice === voice.id ? preview.state.phase : undefined}
                onPlay={() => speak(voice)}
                onStop={preview.stop}
              />
            ))}
          </ul>
          <p className="flex items-center gap-3 text-xs text-ink-faint">
            {t(list.data.isLive ? "live" : "catalogue")}
            {list.hasNextPage && <Button size="sm" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("more")}</Button>}
          </p>
        </>
      )}
    </div>
  );
}

interface VoiceRowProps {
  voice: Voice;
  canPlay: boolean;
  phase: "loading" | "playing" | undefined;
  onPlay: () => void;
  onStop: () => void;
}

function VoiceRow({ voice, canPlay, phase, onPlay, onStop }: VoiceRowProps) {
  const t = useTranslations("integrations.voices");
  const nameOf = useLanguageName();
  return (
    <li className="flex items-center gap-3 px-3 py-1.5">
      {canPlay && (
        <Permitted to="integrations.try">
          {(isPermitted) =>
            phase === "playing" ? (
              <IconButton icon={Square} size="sm" label={t("stop")} onClick={onStop} />
            ) : (
              <IconButton icon={Play} size="sm" label={t("play", { name: voice.display_name || voice.id })} disabled={!isPermitted} isBusy={phase === "loading"} className="[&_svg:nth-child(2)]:hidden" onClick={onPlay} />
            )
          }
        </Permitted>
      )}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{voice.display_name || voice.id}</span>
        {voice.display_name && voice.display_name !== voice.id && <code className="block truncate font-mono text-xs text-ink-faint">{voice.id}</code>}
      </span>
      <span className="shrink-0 text-xs text-ink-soft">{voice.language ? nameOf(voice.language) : t("everyLanguage")}</span>
      <CopyButton text={voice.id} label={t("copyId")} />
    </li>
  );
}
