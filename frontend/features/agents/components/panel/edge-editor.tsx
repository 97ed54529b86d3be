import { ArrowDown, ArrowRight, ArrowUp, ChevronRight, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { IconButton } from "@/ui/icon-button";
import { Select } from "@/ui/select";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { changeEdgeKind, moveEdge, removeEdge } from "@/features/agents/model/graph";
import { problemsAt } from "@/features/agents/model/problems";
import { type Edge, type EdgeKind, edgeKindOf, kindOf, nodesOf, takesIntents, titleOf } from "@/features/agents/model/spec";
import { SpecSelect } from "../fields/select-field";
import { useEdgeLabel } from "../graph/edge-label";
import { IntentFields } from "./intent-fields";
import { RuleFields } from "./rule-fields";

interface EdgeEditorProps {
  nodeAt: number;
  index: number;
  edge: Edge;
  count: number;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

export function EdgeEditor({ nodeAt, index, edge, count, isOpen, onOpen }: EdgeEditorProps) {
  const { problems } = useEditor();
  const nodes = nodesOf(useSpec());
  const say = useEdgeLabel();
  const path = `graph.nodes.${nodeAt}.edges.${index}`;
  const target = nodes.find((node) => node.id === edge.to);
  const hasProblems = problemsAt(problems, path).length > 0;
  return (
    <div data-field={path} className={cn("rounded-lg ring-1 ring-line", hasProblems && "ring-bad", isOpen && "bg-sunken")}>
      <button type="button" aria-expanded={isOpen} onClick={() => onOpen(!isOpen)} className="flex h-9 w-full items-center gap-2 rounded-lg px-2.5 text-left text-sm hover:bg-hover">
        <ChevronRight className={cn("size-3.5 shrink-0 text-ink-faint transition-transform", isOpen && "rotate-90")} aria-hidden />
        <span className="min-w-0 flex-1 truncate font-medium">{say(edge)}</span>
        <ArrowRight className="size-3.5 shrink-0 text-ink-faint" aria-hidden />
        <span className={cn("max-w-32 truncate text-xs", target ? "text-ink-soft" : "text-bad-text")}>{target ? titleOf(target) : "–"}</span>
      </button>
      {isOpen && <OpenEdge path={path} nodeAt={nodeAt} index={index} edge={edge} count={count} onOpen={onOpen} />}
    </div>
  );
}

function OpenEdge({ path, nodeAt, index, edge, count, onOpen }: Omit<EdgeEditorProps, "isOpen"> & { path: string }) {
  const t = useTranslations("agent");
  const { store, isReadOnly } = useEditor();
  const { change } = useAddress();
  const nodes = nodesOf(useSpec());
  const node = nodes[nodeAt];
  const ref = { nodeId: node?.id ?? "", index };
  const kind = edgeKindOf(edge);
  const hasOtherDefault = (node?.edges ?? []).some((each, at) => at !== index && edgeKindOf(each) === "otherwise");
  const kinds: { value: EdgeKind; label: string; isDisabled?: boolean }[] = [
    { value: "intent", label: t("edgeKinds.intent"), isDisabled: !takesIntents(node && kindOf(node)) },
    { value: "rule", label: t("edgeKinds.rule") },
    { value: "otherwise", label: t("edgeKinds.otherwise"), isDisabled: hasOtherDefault },
  ];
  const move = (by: -1 | 1) => {
    store.edit((spec) => moveEdge(spec, ref, by));
    change({ edge: String(index + by) });
  };
  return (
    <div className="flex flex-col gap-3 px-2.5 pt-1 pb-3">
      <div className="flex items-center gap-1">
        <Select aria-label={t("edgeKind")} value={kind} onChange={(next) => store.edit((spec) => changeEdgeKind(spec, ref, next))} options={kinds} disabled={isReadOnly} />
        {!isReadOnly && (
          <>
            <IconButton icon={ArrowUp} size="sm" label={t("moveUp")} disabled={index === 0} onClick={() => move(-1)} />
            <IconButton icon={ArrowDown} size="sm" label={t("moveDown")} disabled={index === count - 1} onClick={() => move(1)} />
            <IconButton
              icon={Trash2}
              size="sm"
              label={t("remove")}
              onClick={() => {
                store.edit((spec) => removeEdge(spec, ref));
                onOpen(false);
              }}
            />
          </>
        )}
      </div>
      <SpecSelect path={`${path}.to`} label="leads_to" isSearched placeholder={t("chooseNode")} options={nodes.map((each) => ({ value: each.id ?? "", label: titleOf(each), hint: each.id }))} />
      {kind === "intent" && <IntentFields path={`${path}.intent`} />}
      {kind === "rule" && <RuleFields path={`${path}.rule.all`} />}
    </div>
  );
}
