import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Logo } from "@/ui/logo";

const BARS = 56;

/** The page around sign-in: the form left, a quiet picture of a voice right. */
export function Welcome({ children }: { children: ReactNode }) {
  const t = useTranslations("session.welcome");
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(28rem,5fr)_6fr]">
      <main className="flex flex-col bg-surface px-6 py-6 sm:px-10">
        <div className="flex items-center gap-2.5 text-base font-semibold"><Logo className="size-7" />VoiceERA</div>
        <div className="flex flex-1 items-center justify-center py-10">{children}</div>
      </main>
      <div className="hidden flex-col justify-end border-l bg-sunken p-14 lg:flex">
        <Waveform />
        <p className="mt-10 max-w-md text-xl font-semibold tracking-tight text-balance">{t("line")}</p>
        <p className="mt-2 max-w-md text-sm text-pretty text-ink-soft">{t("text")}</p>
      </div>
    </div>
  );
}

function Waveform() {
  return (
    <svg viewBox={`0 0 ${BARS * 10} 200`} className="w-full max-w-2xl flex-1 text-accent" aria-hidden preserveAspectRatio="xMidYMid meet">
      {Array.from({ length: BARS }, (_, bar) => {
        const height = heightOf(bar);
        const isAgent = bar > BARS * 0.55;
        return (
          <rect key={bar} x={bar * 10 + 2} y={100 - height / 2} width="4" height={height} rx="2" fill="currentColor" opacity={isAgent ? 0.9 : 0.28} />
        );
      })}
    </svg>
  );
}

/** Two utterances with a breath between them. */
function heightOf(bar: number): number {
  const at = bar / BARS;
  const envelope = at < 0.5 ? Math.sin(Math.PI * (at / 0.5)) * 0.7 : at < 0.58 ? 0.04 : Math.sin(Math.PI * ((at - 0.58) / 0.42));
  const texture = 0.55 + 0.45 * Math.sin(bar * 2.399) * Math.cos(bar * 0.71);
  return Math.round(4 + 150 * envelope * texture);
}
