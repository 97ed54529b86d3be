import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import type { Point } from "@/features/agents/model/graph";
import { NODE_KINDS, type NodeKind } from "@/features/agents/model/spec";
import { KIND_LOOKS } from "./kinds";

const WIDTH_PX = 288;
const HEIGHT_PX = 392;
const EDGE_PX = 12;

/** The kinds of nodes, where a line was let go or a button pressed. */
export function AddNodeMenu({ at, onChoose, onClose }: { at: Point; onChoose: (kind: NodeKind) => void; onClose: () => void }) {
  const t = useTranslations("agent");
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.querySelector("button")?.focus();
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    const items = [...(menu.current?.querySelectorAll("button") ?? [])];
    const current = items.findIndex((item) => item === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onClose();
    else if (step !== undefined) items[(current + step + items.length) % items.length]?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <>
      <button type="button" tabIndex={-1} aria-label={t("close")} className="fixed inset-0 z-40" onClick={onClose} />
      <div
        ref={menu}
        role="menu"
        tabIndex={-1}
        aria-label={t("addNode")}
        onKeyDown={onKeyDown}
        className="fixed z-50 rounded-lg bg-raised p-1 shadow-pop animate-pop"
        style={{
          width: WIDTH_PX,
          left: Math.max(EDGE_PX, Math.min(at.x, window.innerWidth - WIDTH_PX - EDGE_PX)),
          top: Math.max(EDGE_PX, Math.min(at.y, window.innerHeight - HEIGHT_PX - EDGE_PX)),
        }}
      >
        {NODE_KINDS.map((kind) => {
          const { icon: Icon, classes } = KIND_LOOKS[kind];
          return (
            <button key={kind} type="button" role="menuitem" onClick={() => onChoose(kind)} className="flex w-full items-start gap-2.5 rounded-md px-2 py-1.5 text-left hover:bg-hover focus-visible:bg-hover focus-visible:outline-none">
              <span className={cn("mt-0.5 flex size-6 shrink-0 items-center justify-center rounded-md", classes)}><Icon className="size-3.5" aria-hidden /></span>
              <span>
                <span className="block text-sm font-medium">{t(`kinds.${kind}`)}</span>
                <span className="block text-xs text-ink-faint">{t(`kindHints.${kind}`)}</span>
              </span>
            </button>
          );
        })}
      </div>
    </>
  );
}
