"use client";

import { Keyboard, Play } from "lucide-react";
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
  /** It is what a search has come to. */
  isFound?: boolean;
}

/** One thing that was said: the caller left, the agent right, in whichever direction its script runs. */
export const Utterance = memo(function Utterance({ line, player, isPlayed, isFound = false }: UtteranceProps) {
  const t = useTranslations("calls.transcript");
  const isAgent = line.speaker === "agent";
  const keys = keysPressed(line.text);
  const playFrom = () => {
    player?.seek(line.startMs);
    player?.play();
  };
  return (
    <article className={cn("flex flex-col gap-1", isAgent ? "items-end" : "items-start")}>
      <header className="flex items-center gap-2 text-2xs text-ink-faint">
        <span className="font-medium text-ink-soft">{isAgent ? t("agent") : t("caller")}</span>
        {player ? (
          <button type="button" className="numbers rounded hover:text-ink hover:underline" onClick={playFrom} aria-label={t("playFrom", { at: clock(line.startMs) })}>
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
          // The corner is the speaker's, whichever way the script runs.
          isAgent ? "rounded-tr-md bg-accent-soft" : "rounded-tl-md bg-active",
          isPlayed && "ring-2 ring-accent/60",
          isFound && "ring-2 ring-warn",
        )}
      >
        {keys !== undefined ? (
          <span className="inline-flex items-center gap-2 font-mono"><Keyboard className="size-4 text-ink-faint" aria-label={t("keys")} />{keys}</span>
        ) : !line.text && !line.unheard ? (
          <NotUnderstood onPlay={player && playFrom} ms={line.endMs - line.startMs} />
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

/** Somebody was heard, and no recognizer made words of it: the recording still has it. */
function NotUnderstood({ onPlay, ms }: { onPlay: (() => void) | undefined; ms: number }) {
  const t = useTranslations("calls.transcript");
  const words = <span className="text-ink-soft italic">{t("notUnderstood", { seconds: Math.max(ms, 0) / 1000 })}</span>;
  if (!onPlay) return words;
  return (
    <button type="button" onClick={onPlay} className="inline-flex items-center gap-1.5 rounded hover:underline" title={t("hear")}>
      <Play className="size-3.5 shrink-0 text-ink-faint" aria-hidden />{words}
    </button>
  );
}

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
