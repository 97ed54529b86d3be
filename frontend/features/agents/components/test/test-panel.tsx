import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { IconButton } from "@/ui/icon-button";
import { useAddress } from "@/features/agents/hooks/use-address";
import { TextTest } from "./text-test";
import { VoiceTest } from "./voice-test";

const WAYS = ["voice", "text"] as const;

/** Beside every tab, open while the address says so: the conversation goes on while one edits. */
export function TestPanel() {
  const t = useTranslations("agent-test");
  const { query, change } = useAddress();
  const asked = query.get("test");
  if (asked === null) return null;
  const way = asked === "text" ? "text" : "voice";
  return (
    <aside
      aria-label={t("title")}
      data-own-undo
      className="fixed inset-0 z-40 flex flex-col bg-surface lg:sticky lg:inset-auto lg:top-5 lg:z-auto lg:-mt-2 lg:h-[calc(100dvh-2.5rem)] lg:w-92 lg:shrink-0 lg:rounded-xl lg:shadow-lift lg:ring-1 lg:ring-line"
    >
      <header className="flex items-center justify-between gap-2 border-b px-3 py-2">
        <div role="tablist" aria-label={t("title")} className="flex gap-0.5 rounded-lg bg-sunken p-0.5">
          {WAYS.map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={way === each}
              onClick={() => change({ test: each })}
              className={cn("h-7 rounded-md px-3 text-sm text-ink-soft", way === each && "bg-surface font-medium text-ink shadow-lift")}
            >
              {t(each)}
            </button>
          ))}
        </div>
        <IconButton icon={X} size="sm" label={t("close")} hasTooltip={false} onClick={() => change({ test: undefined })} />
      </header>
      {way === "voice" ? <VoiceTest /> : <TextTest />}
    </aside>
  );
}
