import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/ui/icon-button";
import { useSpec } from "@/features/agents/hooks/use-editor";
import { nodesOf, titleOf } from "@/features/agents/model/spec";
import { SpecSelect } from "../fields/select-field";
import { SpecText } from "../fields/text-field";

export function StartPanel({ onClose }: { onClose: () => void }) {
  const t = useTranslations("agent");
  const nodes = nodesOf(useSpec());
  return (
    <div className="flex flex-col gap-4">
      <div className="flex items-center justify-between">
        <h2 className="text-base font-semibold">{t("callBegins")}</h2>
        <IconButton icon={X} size="sm" label={t("close")} hasTooltip={false} onClick={onClose} className="max-lg:hidden" />
      </div>
      <SpecText path="greeting" label="greeting" isLong isTemplate />
      <SpecSelect path="graph.start_node" label="start_node" options={nodes.map((node) => ({ value: node.id ?? "", label: titleOf(node) }))} isSearched />
    </div>
  );
}
