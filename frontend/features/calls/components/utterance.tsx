"use client";

import { Keyboard } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo, useMemo } from "react";
import { cn } from "@/lib/cn";
import { clock } from "@/ui/duration";
import type { Player } from "../audio/player";
import { type Line, keysPressed, lastBegun, wordsOf } from "../conversation";
import { useMoment } from "../hooks/use-recording";

interface UtteranceProps {
  line: Line;
  player: Player | undefined;
  isPlayed: boolean;
}

/** One thing that was said: the caller left, the agent right, in whichever direction its script runs. */
export const Utterance = memo(function Utterance({ line, player, isPlayed }: UtteranceProps) {
  const t = useTranslations("calls.transcript");
  const isAgent = line.speaker === "agent";
  const keys = keysPressed(line.text);
  return (
    <article className={cn("flex flex-col gap-1", isAgent ? "items-end" : "items-start")}>
      <header className="flex items-center gap-2 text-2xs text-ink-faint">
        <span className="font-medium text-ink-soft">{isAgent ? t("agent") : t("caller")}</span>
        {player ? (
          <button type="button" className="numbers rounded hover:text-ink hover:underline" onClick={() => { player.seek(line.startMs); player.play(); }} aria-label={t("playFrom", { at: clock(line.startMs) })}>
            {clock(line.startMs)}
          </button>
        ) : (
          <span className="numbers">{clock(line.startMs)}</span>
        )}
        {line.isInterrupted && <span className="text-warn-text">{t("interrupted")}</span>}
      </header>
      <div
        dir="auto"
        lang={line.language || undefined}
        className={cn(
          "max-w-[min(38rem,88%)] rounded-2xl px-3.5 py-2 text-sm leading-relaxed break-words transition-shadow",
          isAgent ? "rounded-se-md bg-accent-soft" : "rounded-ss-md bg-active",
          isPlayed && "ring-2 ring-accent/60",
        )}
      >
        {keys !== undefined ? (
          <span className="inline-flex items-center gap-2 font-mono"><Keyboard className="size-4 text-ink-faint" aria-label={t("keys")} />{keys}</span>
        ) : player ? (
          <Words line={line} player={player} isPlayed={isPlayed} />
        ) : (
          line.text
        )}
        {line.unheard && <s className="text-ink-faint" title={t("unheard")}>{line.unheard}</s>}
      </div>
      {line.translation && (
        <p dir="auto" className="max-w-[min(38rem,88%)] px-3.5 text-xs break-words text-ink-soft">
          <span className="text-ink-faint">{isAgent ? t("meant") : t("translated")}</span> {line.translation}
        </p>
      )}
    </article>
  );
});

/** Pressing a word goes there; only the line that is played marks its word. */
function Words({ line, player, isPlayed }: { line: Line; player: Player; isPlayed: boolean }) {
  const words = useMemo(() => wordsOf(line), [line]);
  const said = useMoment(isPlayed ? player : undefined, (now) => (isPlayed ? lastBegun(words, now) : -1));
  return words.map((word, index) =>
    word.isWord ? (
      // The whole line has a button for the keyboard: one for each word would be a thousand stops.
      // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
      <span
        key={index}
        onClick={() => player.seek(word.startMs)}
        className={cn("cursor-pointer rounded-sm hover:bg-accent-soft hover:text-accent-text", index === said && "bg-accent text-accent-ink hover:bg-accent hover:text-accent-ink")}
      >
        {word.text}
      </span>
    ) : (
      word.text
    ),
  );
}
