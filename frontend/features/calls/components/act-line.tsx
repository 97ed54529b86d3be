"use client";

import { Headphones, MessageSquareQuote, MessageSquareText, PhoneForwarded, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { clock } from "@/ui/duration";
import { grouped } from "@/ui/phone-number";
import type { Act } from "../acts";
import type { Player } from "../audio/player";

interface ActLineProps {
  act: Act;
  nameOf: ((userId: string) => string) | undefined;
  player: Player | undefined;
}

const ICONS = { took_over: Headphones, handed_back: Undo2, instructed: MessageSquareText, let_say: MessageSquareQuote, transferred: PhoneForwarded } as const;

/** What was done between two utterances: by whom and when, across the whole transcript. */
export const ActLine = memo(function ActLine({ act, nameOf, player }: ActLineProps) {
  const t = useTranslations("calls.acts");
  const Icon = ICONS[act.act];
  const known = nameOf?.(act.userId);
  const who = act.isAgent ? t("agent") : known && known !== act.userId ? known : t("operator");
  const at = clock(act.startMs);
  const isTold = act.act === "instructed" || act.act === "let_say";
  return (
    <div role="note" className="flex flex-col items-center gap-1 py-1 text-xs text-accent-text">
      <div className="flex w-full items-center gap-3 before:h-px before:flex-1 before:bg-accent/30 after:h-px after:flex-1 after:bg-accent/30">
        <p className="flex min-w-0 items-center gap-1.5 text-center font-medium text-pretty">
          <Icon className="size-3.5 shrink-0" aria-hidden />
          {t(act.act, { who, to: grouped(act.text) })}
          {player ? <button type="button" className="numbers rounded font-normal text-ink-faint hover:text-ink hover:underline" onClick={() => { player.seek(act.startMs); player.play(); }}>{at}</button> : <span className="numbers font-normal text-ink-faint">{at}</span>}
        </p>
      </div>
      {isTold && <p dir="auto" className="max-w-[min(38rem,88%)] rounded-lg border border-dashed border-accent/40 px-3 py-1.5 text-sm break-words text-ink">{act.text}</p>}
      {act.act === "took_over" && <p className="text-center text-ink-faint">{t("notTranscribed")}</p>}
    </div>
  );
});
