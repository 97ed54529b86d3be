import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { Milliseconds } from "@/ui/duration";
import type { Turn } from "@/features/agents/audio/call-view";

const SHOWN = 4;
const COLOURS: Record<Turn["parts"][number]["part"], string> = {
  wait: "bg-line-strong",
  recognizer: "bg-accent",
  model: "bg-good",
  synthesizer: "bg-warn",
  platform: "bg-bad",
};

/** Where the time of the last responses went. */
export function Latency({ turns }: { turns: readonly Turn[] }) {
  const t = useTranslations("agent-test");
  const shown = turns.slice(-SHOWN);
  const longest = Math.max(...shown.map((turn) => turn.totalMs), 1);
  return (
    <section aria-label={t("latency")} className="border-t px-3 py-2.5">
      <div className="mb-1.5 flex flex-wrap gap-x-3 gap-y-0.5 text-2xs text-ink-faint">
        {(Object.keys(COLOURS) as (keyof typeof COLOURS)[]).map((part) => (
          <span key={part} className="inline-flex items-center gap-1">
            <span className={cn("size-2 rounded-sm", COLOURS[part])} aria-hidden />
            {t(`parts.${part}`)}
          </span>
        ))}
      </div>
      <ol className="flex flex-col gap-1">
        {shown.map((turn) => (
          <li key={turn.turn} className="flex items-center gap-2 text-xs">
            <span className="numbers w-5 text-ink-faint">{turn.turn}</span>
            <span className="flex h-2.5 flex-1 overflow-hidden rounded-full bg-active">
              {turn.parts.map(({ part, ms }) => (
                <span key={part} className={COLOURS[part]} style={{ width: `${(Math.max(0, ms) / longest) * 100}%` }} title={`${t(`parts.${part}`)}: ${Math.round(ms)} ms`} />
              ))}
            </span>
            <span className="w-14 text-right"><Milliseconds value={turn.totalMs} /></span>
          </li>
        ))}
      </ol>
    </section>
  );
}
