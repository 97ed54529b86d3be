import { Copy, Flag, Trash2, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/icon-button";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { changeNodeKind, duplicateNodes, removeNodes } from "@/features/agents/model/graph";
import { withValue } from "@/features/agents/model/paths";
import { NODE_KINDS, type NodeKind, isEnd, kindOf, nodesOf } from "@/features/agents/model/spec";
import { Select } from "@/ui/select";
import { SpecText } from "../fields/text-field";
import { EdgesEditor } from "./edges-editor";
import { KindFields } from "./kind-fields";
import { NodeId } from "./node-id";

export function NodePanel({ at, onClose }: { at: number; onClose: () => void }) {
  const t = useTranslations("agent");
  const { store, isReadOnly } = useEditor();
  const spec = useSpec();
  const { change } = useAddress();
  const node = nodesOf(spec)[at];
  if (!node) return null;
  const kind = kindOf(node);
  const id = node.id ?? "";
  const isStart = spec.graph?.start_node === id;

  function duplicate() {
    let made: string | undefined;
    store.edit((before) => {
      const next = duplicateNodes(before, [id]);
      made = next.ids[0];
      return next.spec;
    });
    change({ node: made, edge: undefined });
  }

  return (
    <div className="flex flex-col gap-4" data-field={`graph.nodes.${at}`}>
      <div className="flex items-center gap-1">
        <Select
          aria-label={t("kind")}
          value={kind}
          disabled={isReadOnly}
          onChange={(next: NodeKind) => store.edit((before) => changeNodeKind(before, id, next))}
          options={NODE_KINDS.map((each) => ({ value: each, label: t(`kinds.${each}`), hint: t(`kindHints.${each}`) }))}
          className="w-40"
        />
        <span className="flex-1">{isStart && <Badge tone="good" className="ml-1"><Flag aria-hidden />{t("start")}</Badge>}</span>
        {!isReadOnly && !isStart && <IconButton icon={Flag} size="sm" label={t("makeStart")} onClick={() => store.edit((before) => withValue(before, "graph.start_node", id))} />}
        {!isReadOnly && <IconButton icon={Copy} size="sm" label={t("duplicate")} keys="⌘ D" onClick={duplicate} />}
        {!isReadOnly && (
          <IconButton
            icon={Trash2}
            size="sm"
            label={t("deleteNode")}
            keys="Delete"
            onClick={() => {
              store.edit((before) => removeNodes(before, [id]));
              onClose();
            }}
          />
        )}
        <IconButton icon={X} size="sm" label={t("close")} hasTooltip={false} onClick={onClose} className="max-lg:hidden" />
      </div>
      <SpecText path={`graph.nodes.${at}.title`} label="title" placeholder={id} />
      {kind && <KindFields kind={kind} path={`graph.nodes.${at}.${kind}`} />}
      {!isEnd(kind) && <EdgesEditor at={at} />}
      <NodeId key={id} at={at} id={id} />
    </div>
  );
}
