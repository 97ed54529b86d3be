import { Panel } from "@xyflow/react";
import { LayoutGrid, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { IconButton } from "@/ui/icon-button";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { type Point, moveNodes } from "@/features/agents/model/graph";
import { laidOut } from "@/features/agents/model/layout";

export function CanvasToolbar({ onAdd, onLayout }: { onAdd: (screen: Point) => void; onLayout: () => void }) {
  const t = useTranslations("agent");
  const { store, isReadOnly } = useEditor();
  if (isReadOnly) return null;
  return (
    <Panel position="top-left" className="m-3! flex gap-1.5">
      <Button
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onAdd({ x: box.left, y: box.bottom + 4 });
        }}
      >
        <Plus aria-hidden />
        {t("addNode")}
      </Button>
      <IconButton
        icon={LayoutGrid}
        variant="secondary"
        label={t("layOut")}
        onClick={() => {
          store.edit((spec) => moveNodes(spec, laidOut(spec)));
          requestAnimationFrame(() => requestAnimationFrame(onLayout));
        }}
      />
    </Panel>
  );
}
