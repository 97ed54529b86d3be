import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Plus, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { cn } from "@/lib/cn";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { useTrace } from "@/features/agents/hooks/use-trace";
import { problemsAt } from "@/features/agents/model/problems";
import { type Edge, edgeKindOf, isEnd, kindOf, summaryOf, titleOf } from "@/features/agents/model/spec";
import { useCanvasActions } from "./canvas-actions";
import { useEdgeLabel } from "./edge-label";
import { NEW_EDGE, type StepNode } from "./flow";
import { KIND_LOOKS } from "./kinds";

/** One node: what it does, what it says, and a row with a dot for every way out. */
export const StepCard = memo(function StepCard({ data, selected }: NodeProps<StepNode>) {
  const t = useTranslations("agent");
  const { node, at } = data;
  const kind = kindOf(node);
  const { problems, isReadOnly } = useEditor();
  const count = problemsAt(problems, `graph.nodes.${at}`).length;
  const { current, visited } = useTrace();
  const look = kind && KIND_LOOKS[kind];
  const Icon = look?.icon ?? TriangleAlert;
  return (
    <div
      className={cn(
        "w-58 rounded-xl bg-surface text-left shadow-lift ring-1 ring-line-strong transition-shadow",
        visited.has(node.id ?? "") && "ring-good",
        count > 0 && "ring-bad",
        selected && "ring-2 ring-accent",
        current === node.id && "ring-3 ring-good shadow-pop",
      )}
    >
      <Handle type="target" position={Position.Left} className="agent-target" />
      <div className="flex items-start gap-2.5 px-3 pt-2.5">
        <span className={cn("flex size-6 shrink-0 items-center justify-center rounded-md", look?.classes)}>
          <Icon className="size-3.5" aria-hidden />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm leading-4 font-semibold">{titleOf(node)}</span>
          <span className="block text-2xs text-ink-faint">{kind ? t(`kinds.${kind}`) : t("noKind")}</span>
        </span>
        {count > 0 && (
          <span className="flex items-center gap-1 text-xs text-bad-text" title={t("problems", { count })}>
            <TriangleAlert className="size-3.5" aria-hidden />
            {count}
          </span>
        )}
      </div>
      <p className="mx-3 mt-1 mb-2.5 line-clamp-2 min-h-4 text-xs text-ink-soft">{summaryOf(node)}</p>
      {!isEnd(kind) && <Ways nodeId={node.id ?? ""} edges={node.edges ?? []} mayAdd={!isReadOnly} />}
    </div>
  );
});

function Ways({ nodeId, edges, mayAdd }: { nodeId: string; edges: readonly Edge[]; mayAdd: boolean }) {
  const t = useTranslations("agent");
  const { addWay } = useCanvasActions();
  const say = useEdgeLabel();
  return (
    <div className="border-t py-0.5 text-xs">
      {edges.map((edge, index) => (
        <div key={index} className="relative flex h-7 items-center gap-1.5 pr-4 pl-3">
          <span className={cn("size-1.5 shrink-0 rounded-full", DOTS[edgeKindOf(edge) ?? "none"])} aria-hidden />
          <span className={cn("min-w-0 flex-1 truncate", edgeKindOf(edge) === "otherwise" ? "text-ink-faint" : "text-ink")}>{say(edge)}</span>
          {edge.intent?.digit && <kbd className="rounded bg-active px-1 text-2xs text-ink-soft">{edge.intent.digit}</kbd>}
          <Handle type="source" id={String(index)} position={Position.Right} className={cn("agent-source", !edge.to && "agent-loose")} />
        </div>
      ))}
      {mayAdd && (
        <div className="relative">
          <button
            type="button"
            tabIndex={-1}
            onClick={(event) => {
              event.stopPropagation();
              addWay(nodeId);
            }}
            className="nodrag nopan flex h-7 w-full items-center gap-1.5 rounded-b-xl pr-4 pl-3 text-ink-faint hover:bg-hover hover:text-ink"
          >
            <Plus className="size-3" aria-hidden />
            {t("newWay")}
          </button>
          <Handle type="source" id={NEW_EDGE} position={Position.Right} className="agent-source agent-loose" />
        </div>
      )}
    </div>
  );
}

const DOTS: Record<string, string> = { rule: "bg-warn", intent: "bg-accent", otherwise: "bg-ink-faint", none: "bg-bad" };
