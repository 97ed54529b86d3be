import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { Badge } from "@/ui/badge";
import type { Line } from "@/features/agents/audio/call-view";

/** What was said, and what is being said; follows its end. */
export function Transcript({ lines, interim }: { lines: readonly Line[]; interim: string }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Some browsers answer with a promise, which is no clean-up.
    void end.current?.scrollIntoView({ block: "end" });
  }, [lines.length, interim]);
  return (
    <div role="log" className="flex flex-col gap-2.5 p-3">
      {lines.map((line) => (line.who === "note" ? <Note key={line.id} line={line} /> : <Bubble key={line.id} line={line} />))}
      {interim && <p className="max-w-[85%] self-end rounded-xl bg-accent-soft px-3 py-2 text-sm text-ink-faint italic">{interim}</p>}
      <div ref={end} />
    </div>
  );
}

function Bubble({ line }: { line: Line }) {
  const t = useTranslations("agent-test");
  const isCaller = line.who === "caller";
  return (
    <div className={cn("flex max-w-[85%] flex-col gap-1", isCaller ? "items-end self-end" : "items-start self-start")}>
      <p className={cn("rounded-xl px-3 py-2 text-sm whitespace-pre-wrap", isCaller ? "bg-accent-soft" : "bg-sunken")}>
        <span className="sr-only">{isCaller ? t("you") : t("agent")}: </span>
        {line.text || (isCaller && <em className="text-ink-faint">{t("notUnderstood")}</em>)}
        {line.unsaid && <span className="text-ink-faint line-through" title={t("unsaid")}> {line.unsaid}</span>}
      </p>
      {line.intent && <Badge tone="accent">{line.intent}</Badge>}
    </div>
  );
}

function Note({ line }: { line: Line }) {
  const t = useTranslations("agent-test.notes");
  return (
    <p className="self-center text-center text-xs break-all text-ink-faint">
      {line.note && t(line.note)} {line.text && <code className="font-mono text-2xs">{line.text}</code>}
    </p>
  );
}
