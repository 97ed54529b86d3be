import { MessageSquareText, RotateCcw, Send, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { FormError } from "@/ui/form";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { useRehearsal } from "@/features/agents/hooks/use-rehearsal";
import { RehearsalSteps } from "./rehearsal-steps";
import { StartValues } from "./start-values";
import { VariablesSeen } from "./variables-seen";

const KEYS_ONLY = /^[0-9*#]{1,40}$/;

/** The conversation in writing: without audio and without a record, with the draft as it is. */
export function TextTest() {
  const t = useTranslations("agent-test");
  const mayTry = useMay("integrations.try");
  const [values, setValues] = useState<Record<string, string>>({});
  const [offered, setOffered] = useState({ text: "", times: 0 });
  const { steps, isBusy, error, isOver, begin, step, rewind } = useRehearsal();
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers answer with a promise, which is no clean-up.
    void end.current?.scrollIntoView({ block: "end" });
  }, [steps.length, error]);
  const hasBegun = steps.length > 0;

  /** What was said then is offered to be said otherwise. */
  function goBack(at: number) {
    const next = steps[at + 1]?.input;
    setOffered({ text: next && "text" in next ? next.text : next && "digits" in next ? next.digits : "", times: offered.times + 1 });
    rewind(at);
  }

  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {!hasBegun && <EmptyState icon={MessageSquareText} title={t("write")} className="py-10">{t("writeText")}</EmptyState>}
        <RehearsalSteps steps={steps} onRewind={goBack} isBusy={isBusy} />
        {error !== undefined && <div className="p-3"><FormError error={error} /></div>}
        <div ref={end} />
      </div>
      <VariablesSeen values={steps.at(-1)?.answer.variables ?? {}} />
      <footer className="flex flex-col gap-2.5 border-t p-3">
        {!hasBegun && <StartValues values={values} onChange={setValues} />}
        {hasBegun && !isOver && <Say key={offered.times} offered={offered.text} isBusy={isBusy} onSay={(text) => void step(KEYS_ONLY.test(text) ? { digits: text } : { text })} onSilence={() => void step({ silence: true })} />}
        {(!hasBegun || isOver || error !== undefined) && (
          <Button variant="primary" size="lg" isBusy={isBusy} disabled={!mayTry} onClick={() => void begin(values)}>
            <RotateCcw aria-hidden />
            {hasBegun ? t("again") : t("begin")}
          </Button>
        )}
        {!mayTry && <p className="text-xs text-ink-faint">{t("mayNotTry")}</p>}
      </footer>
    </>
  );
}

function Say({ offered, isBusy, onSay, onSilence }: { offered: string; isBusy: boolean; onSay: (text: string) => void; onSilence: () => void }) {
  const t = useTranslations("agent-test");
  const [text, setText] = useState(offered);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isBusy) return;
    box.current?.focus();
    box.current?.select();
  }, [isBusy]);

  function say(event: FormEvent) {
    event.preventDefault();
    if (!text.trim() || isBusy) return;
    onSay(text.trim());
    setText("");
  }

  return (
    <form onSubmit={say} className="flex gap-1.5">
      <Input ref={box} aria-label={t("say")} placeholder={t("sayPlaceholder")} value={text} maxLength={1000} autoComplete="off" onChange={(event) => setText(event.target.value)} />
      <IconButton icon={VolumeX} variant="secondary" label={t("saySilence")} disabled={isBusy} onClick={onSilence} />
      <Button type="submit" variant="primary" isBusy={isBusy} aria-label={t("send")}>{!isBusy && <Send aria-hidden />}</Button>
    </form>
  );
}
