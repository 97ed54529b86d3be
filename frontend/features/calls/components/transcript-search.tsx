"use client";

import { ChevronDown, ChevronUp, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useMemo, useState } from "react";
import { IconButton } from "@/ui/icon-button";
import { Input } from "@/ui/input";
import { type Entry, entriesWith } from "../conversation";

interface TranscriptSearchProps {
  entries: readonly Entry[];
  /** Called with the index of the entry that is come to, -1 for none. */
  onFind: (index: number) => void;
}

/** Finds words in what was said: the browser's own search sees only the lines that are drawn. */
export function TranscriptSearch({ entries, onFind }: TranscriptSearchProps) {
  const t = useTranslations("calls.transcript");
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const found = useMemo(() => entriesWith(entries, words), [entries, words]);

  function goTo(next: number, among: readonly number[] = found) {
    setPlace(next);
    onFind(among[next] ?? -1);
  }

  function look(text: string) {
    setWords(text);
    goTo(0, entriesWith(entries, text));
  }

  const step = (by: number) => found.length > 0 && goTo((place + by + found.length) % found.length);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Enter") return;
    event.preventDefault();
    step(event.shiftKey ? -1 : 1);
  }

  return (
    <div role="search" className="flex items-center gap-1">
      <Input type="search" dir="auto" className="min-w-0 flex-1" leading={<Search aria-hidden />} aria-label={t("search")} placeholder={t("search")} value={words} onChange={(event) => look(event.target.value)} onKeyDown={onKeyDown} />
      {words.trim() && (
        <>
          <span role="status" className="numbers px-1 text-xs whitespace-nowrap text-ink-faint">{found.length > 0 ? t("found", { place: place + 1, count: found.length }) : t("notFound")}</span>
          <IconButton icon={ChevronUp} size="sm" label={t("previous")} disabled={found.length === 0} onClick={() => step(-1)} />
          <IconButton icon={ChevronDown} size="sm" label={t("next")} disabled={found.length === 0} onClick={() => step(1)} />
        </>
      )}
    </div>
  );
}
