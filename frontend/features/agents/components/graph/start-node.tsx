import { Handle, type NodeProps, Position } from "@xyflow/react";
import { PhoneIncoming } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { cn } from "@/lib/cn";
import type { StartNode } from "./flow";

/** Where every call begins: the greeting, then the start node. */
export const StartCard = memo(function StartCard({ data, selected }: NodeProps<StartNode>) {
  const t = useTranslations("agent");
  return (
    <div className={cn("w-36 rounded-xl bg-sunken px-3 py-2.5 text-left ring-1 ring-line-strong", selected && "ring-2 ring-accent")}>
      <span className="flex items-center gap-2 text-xs font-semibold">
        <PhoneIncoming className="size-3.5 text-good-text" aria-hidden />
        {t("callBegins")}
      </span>
      <p className="mt-1 line-clamp-2 text-xs text-ink-soft">{data.greeting || t("noGreeting")}</p>
      <Handle type="source" position={Position.Right} className="agent-source" />
    </div>
  );
});
