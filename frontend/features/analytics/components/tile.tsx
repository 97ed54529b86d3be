import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormats } from "@/features/analytics/hooks/use-formats";
import type { Change } from "@/features/analytics/model/figures";
import { cn } from "@/lib/cn";
import { Stat } from "@/ui/stat";

interface TileProps {
  label: ReactNode;
  /** Absent while it is loading, null if nobody can know it. */
  value: ReactNode | null | undefined;
  /** What it was before, in words. */
  was: string | undefined;
  change: Change | undefined;
}

export function Tile({ label, value, was, change }: TileProps) {
  const t = useTranslations("analytics");
  const note = change ? <Moved change={change} was={was} /> : value === undefined ? "\u00a0" : was === undefined ? t("incomparable") : t("was", { was });
  return <Stat label={label} value={value === null ? <span className="text-ink-faint">–</span> : value} note={note} />;
}

/** How it has moved: an arrow for the eyes, words for the ears, a colour only where it is better or worse. */
function Moved({ change, was }: { change: Change; was: string | undefined }) {
  const t = useTranslations("analytics");
  const formats = useFormats();
  const size = Math.abs(change.by);
  const text = change.unit === "milliseconds" ? formats.milliseconds(size) : change.unit === "points" ? t("points", { count: formats.tenth(size) }) : formats.percent(size);
  const Arrow = size < 0.05 ? Minus : change.by > 0 ? ArrowUpRight : ArrowDownRight;
  const tone = change.isBetter === undefined ? "text-ink-soft" : change.isBetter ? "text-good-text" : "text-bad-text";
  return (
    <span className="flex items-center gap-1">
      <Arrow className={cn("size-3.5 shrink-0", tone)} aria-hidden />
      <span className={cn("whitespace-nowrap", tone)}><span className="sr-only">{t(change.by > 0 ? "up" : "down")} </span>{text}</span>
      {was !== undefined && <span className="truncate">{t("from", { was })}</span>}
    </span>
  );
}
