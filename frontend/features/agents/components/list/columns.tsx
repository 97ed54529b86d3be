import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Badge, Status } from "@/ui/badge";
import type { ColumnDef } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { PhoneNumber } from "@/ui/phone-number";
import type { Agent } from "@/features/agents/api/agents";
import { useAttachedNumbers, useLiveCounts } from "@/features/agents/hooks/use-agents";
import { AgentMenu } from "./agent-menu";

export function useAgentColumns(): ColumnDef<Agent>[] {
  const t = useTranslations("agents.columns");
  return useMemo(
    () => [
      { id: "name", header: t("name"), enableHiding: false, cell: ({ row }) => <Name agent={row.original} /> },
      { id: "live", header: t("live"), cell: ({ row }) => <LiveRevision agent={row.original} />, meta: { className: "hidden sm:table-cell" } },
      { id: "calls", header: t("calls"), cell: ({ row }) => <LiveCalls id={row.original.id} />, meta: { className: "hidden sm:table-cell" } },
      { id: "numbers", header: t("numbers"), cell: ({ row }) => <Numbers id={row.original.id} />, meta: { className: "hidden md:table-cell" } },
      { id: "changed", header: t("changed"), cell: ({ row }) => <DateTime value={row.original.updated_at} />, meta: { className: "hidden sm:table-cell text-ink-soft" } },
      { id: "actions", header: () => <span className="sr-only">{t("actions")}</span>, enableHiding: false, cell: ({ row }) => <AgentMenu agent={row.original} />, meta: { align: "right", className: "w-12" } },
    ],
    [t],
  );
}

function Name({ agent }: { agent: Agent }) {
  return (
    <span className="flex max-w-[60vw] min-w-0 flex-col sm:max-w-none">
      <span className="truncate font-medium">{agent.display_name}</span>
      {/* On a phone there is room for one: whether it is live tells more. */}
      <span className="text-xs sm:hidden"><LiveRevision agent={agent} /></span>
      {agent.description && <span className="hidden truncate text-xs text-ink-faint sm:block">{agent.description}</span>}
    </span>
  );
}

export function LiveRevision({ agent }: { agent: Agent }) {
  const t = useTranslations("agents");
  if (!agent.live_revision) return <Status tone="neutral">{t("neverPublished")}</Status>;
  return (
    <span className="inline-flex items-center gap-2">
      <Status tone="good">{t("revision", { number: agent.live_revision })}</Status>
      {agent.rollout && <Badge tone="accent">{t("rollout", { percent: agent.rollout.percent, number: agent.rollout.number })}</Badge>}
    </span>
  );
}

function LiveCalls({ id }: { id: string }) {
  const t = useTranslations("agents");
  const { data, isError } = useLiveCounts();
  if (!data) return <span className="text-ink-faint" title={isError ? t("callsUnknown") : undefined}>–</span>;
  const count = data.get(id) ?? 0;
  return count > 0 ? <Status tone="good" isPulsing>{t("calls", { count })}</Status> : <span className="text-ink-faint">0</span>;
}

function Numbers({ id }: { id: string }) {
  const t = useTranslations("agents");
  const { data } = useAttachedNumbers();
  if (!data) return <span className="text-ink-faint">–</span>;
  const [first, ...rest] = data.get(id) ?? [];
  if (!first) return <span className="text-ink-faint">{t("noNumber")}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      <PhoneNumber e164={first.e164} />
      {rest.length > 0 && <Badge>{`+${rest.length}`}</Badge>}
    </span>
  );
}
