import { ArrowDown, ArrowUp, GripVertical, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { cn } from "@/lib/cn";
import { deferred } from "@/lib/deferred";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/icon-button";
import { Skeleton } from "@/ui/skeleton";
import type { Adapter } from "@/features/agents/api/integrations";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { problemsAt } from "@/features/agents/model/problems";
import { AdapterField } from "./adapter-field";
import type { Choice, Modality } from "./chain";

const ChoiceFields = deferred(() => import("./choice-fields").then((module) => module.ChoiceFields), { placeholder: <Skeleton className="h-14 w-full" /> });

interface ChainItemProps {
  path: string;
  at: number;
  count: number;
  choice: Choice;
  offered: readonly Adapter[];
  language: string;
  modality: Modality;
  onMove: (to: number) => void;
  onRemove: () => void;
  onDragStart: () => void;
  onDropHere: () => void;
}

export function ChainItem(props: ChainItemProps) {
  const { path, at, count, choice, offered, language, modality, onMove, onRemove, onDragStart, onDropHere } = props;
  const t = useTranslations("agent.chain");
  const { problems, isReadOnly } = useEditor();
  const [isOver, setOver] = useState(false);
  const adapter = offered.find((each) => each.id === choice.adapter);
  const mayMove = !isReadOnly && count > 1;

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onMove(at + step);
  }

  return (
    // Dragging is for the mouse; the handle takes arrow keys, and there are buttons.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <li
      data-field={path}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={() => {
        setOver(false);
        onDropHere();
      }}
      className={cn("flex flex-col gap-3 rounded-xl bg-surface p-3 shadow-lift ring-1 ring-line", problemsAt(problems, path).length > 0 && "ring-bad", isOver && "ring-2 ring-accent")}
    >
      <div className="flex items-center gap-1">
        {mayMove && (
          <button type="button" draggable onDragStart={onDragStart} onKeyDown={onKeyDown} aria-label={t("reorder", { place: at + 1 })} className="flex size-7 cursor-grab items-center justify-center rounded-md text-ink-faint hover:bg-hover">
            <GripVertical className="size-4" aria-hidden />
          </button>
        )}
        <Badge tone={at === 0 ? "accent" : "neutral"}>{at === 0 ? t("first") : t("standby", { place: at })}</Badge>
        <span className="flex-1" />
        <Health adapter={adapter} />
        {mayMove && (
          <>
            <IconButton icon={ArrowUp} size="sm" label={t("up")} disabled={at === 0} onClick={() => onMove(at - 1)} />
            <IconButton icon={ArrowDown} size="sm" label={t("down")} disabled={at === count - 1} onClick={() => onMove(at + 1)} />
          </>
        )}
        {!isReadOnly && <IconButton icon={Trash2} size="sm" label={t("remove")} onClick={onRemove} />}
      </div>
      <AdapterField path={path} offered={offered} language={language} />
      <ChoiceFields path={path} choice={choice} adapter={adapter} language={language} modality={modality} />
    </li>
  );
}

/** How the adapter did in the last minutes; nothing while it was not used. */
function Health({ adapter }: { adapter: Adapter | undefined }) {
  const t = useTranslations("agent.chain");
  const health = adapter?.health;
  if (!health || health.requests === 0) return null;
  const failed = Math.round((health.failures / health.requests) * 100);
  return (
    <span className={cn("numbers text-xs", failed > 5 ? "text-bad-text" : "text-ink-faint")} title={t("healthHint", { minutes: Math.round(health.window_s / 60) })}>
      {t("health", { ms: Math.round(health.first_byte_p50_ms), failed })}
    </span>
  );
}
