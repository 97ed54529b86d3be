"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useRef, useState } from "react";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FormError } from "@/ui/form";
import { Kbd } from "@/ui/kbd";
import { Textarea } from "@/ui/textarea";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { whisper } from "../api/live";

const MAX_CHARACTERS = 1000;
export const WHISPER_FIELD = "whisper-text";

/** Words for the agent: to follow, or to say as they stand. */
export function Whisper({ callId, mayNot }: { callId: string; mayNot: string }) {
  const t = useTranslations("live.whisper");
  const isToBeSaid = useRef(false);
  const [isSaying, setSaying] = useState(false);
  const form = useForm({
    initial: { text: "" },
    submit: ({ text }) => whisper(callId, text.trim(), isToBeSaid.current),
    validate: ({ text }) => ({ text: text.trim() ? undefined : t("needed") }),
    onDone: () => {
      toast({ title: isToBeSaid.current ? t("willSay") : t("instructed"), tone: "good" });
      form.reset({ text: "" });
    },
  });

  function send(say: boolean) {
    if (form.isBusy) return;
    isToBeSaid.current = say;
    setSaying(say);
    void form.submit();
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    send(event.shiftKey);
  }

  const isOff = mayNot !== "";
  const fields = (
    <fieldset disabled={isOff} className="flex flex-col gap-2">
      <Textarea id={WHISPER_FIELD} aria-label={t("title")} rows={2} maxLength={MAX_CHARACTERS} placeholder={t("placeholder")} onKeyDown={onKeyDown} aria-invalid={form.errors.text ? true : undefined} {...form.text("text")} />
      {form.errors.text && <p className="text-xs text-bad-text">{form.errors.text}</p>}
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" variant="primary" isBusy={form.isBusy && !isSaying} disabled={form.isBusy} onClick={() => send(false)}>{t("instruct")}</Button>
        <Button size="sm" isBusy={form.isBusy && isSaying} disabled={form.isBusy} onClick={() => send(true)}>{t("say")}</Button>
        <span className="flex-1" />
        <span className="hidden text-2xs text-ink-faint sm:inline-flex sm:gap-1"><Kbd keys="⌘ ↵" /><Kbd keys="⇧ ⌘ ↵" /></span>
      </div>
    </fieldset>
  );
  return (
    <Card className="shrink-0">
      <form {...form.props} className="-m-1 flex flex-col gap-2">
        <p className="text-xs text-ink-faint"><span className="font-semibold text-ink">{t("title")}</span> · {t("hint")}</p>
        <FormError error={form.error} />
        {isOff ? <Tooltip text={mayNot}><div>{fields}</div></Tooltip> : fields}
      </form>
    </Card>
  );
}
