import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { problemsAt } from "@/features/agents/model/problems";
import { type EdgeKind, edgeKindOf, kindOf, nodesOf, takesIntents } from "@/features/agents/model/spec";
import { useProblemLine } from "../fields/spec-field";
import { addWay } from "../graph/add-way";
import { EdgeEditor } from "./edge-editor";

/** Ways out of a node, in the order in which they are tried. */
export function EdgesEditor({ at }: { at: number }) {
  const t = useTranslations("agent");
  const { store, problems, isReadOnly } = useEditor();
  const { query, change } = useAddress();
  const node = nodesOf(useSpec())[at];
  const path = `graph.nodes.${at}.edges`;
  const error = useProblemLine(problemsAt(problems, path).filter((problem) => problem.path === path));
  const edges = node?.edges ?? [];
  const open = query.get("edge");
  const hasDefault = edges.some((edge) => edgeKindOf(edge) === "otherwise");

  const add = (kind: EdgeKind) => node && change(addWay(store, node, kind));

  return (
    <section className="flex flex-col gap-2" data-field={path} aria-label={t("ways")}>
      <div className="flex items-center justify-between">
        <h3 className="text-sm font-semibold">{t("ways")}</h3>
        {!isReadOnly && (
          <Menu trigger={<Button size="sm" variant="ghost"><Plus aria-hidden />{t("newWay")}</Button>}>
            <MenuItem disabled={!takesIntents(node && kindOf(node))} onSelect={() => add("intent")}>{t("edgeKinds.intent")}</MenuItem>
            <MenuItem onSelect={() => add("rule")}>{t("edgeKinds.rule")}</MenuItem>
            <MenuItem disabled={hasDefault} onSelect={() => add("otherwise")}>{t("edgeKinds.otherwise")}</MenuItem>
          </Menu>
        )}
      </div>
      {error && <p className="text-xs text-bad-text">{error}</p>}
      {edges.map((edge, index) => (
        <EdgeEditor
          key={index}
          nodeAt={at}
          index={index}
          edge={edge}
          count={edges.length}
          isOpen={open === String(index)}
          onOpen={(isOpen) => change({ edge: isOpen ? String(index) : undefined })}
        />
      ))}
    </section>
  );
}
