"use client";

import { TriangleAlert } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { useAgents } from "@/features/numbers/hooks/use-numbers";
import { Badge } from "@/ui/badge";
import type { ColumnDef } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { Duration, Milliseconds } from "@/ui/duration";
import { Money } from "@/ui/money";
import type { Call } from "../api/calls";
import type { Order } from "../filters";
import { CallStatus, Contact, DirectionIcon, languageName } from "./facts";

export function useCallColumns(order: Order | "", setOrder: (order: Order | "") => void): ColumnDef<Call>[] {
  const t = useTranslations("calls.columns");
  const reasons = useTranslations("calls.reason");
  const locale = useLocale();
  const agents = useAgents().data;
  return useMemo(() => {
    const names = new Map(agents?.map((agent) => [agent.id, agent.display_name]));
    return [
      { id: "contact", header: t("contact"), enableHiding: false, cell: ({ row }) => <Who call={row.original} /> },
      { id: "status", header: t("status"), cell: ({ row }) => <CallStatus call={row.original} /> },
      { id: "agent", header: t("agent"), cell: ({ row }) => names.get(row.original.agent_id) ?? row.original.agent_id, meta: { className: "hidden sm:table-cell max-w-56" } },
      { id: "reason", header: t("reason"), cell: ({ row }) => <span className="text-ink-soft">{row.original.end_reason === "END_REASON_UNSPECIFIED" ? "–" : reasons(row.original.end_reason)}</span>, meta: { className: "hidden lg:table-cell max-w-40 2xl:max-w-96" } },
      { id: "outcome", header: t("outcome"), cell: ({ row }) => row.original.disposition || <span className="text-ink-faint">–</span>, meta: { className: "hidden md:table-cell max-w-40" } },
      { id: "duration", header: t("duration"), cell: ({ row }) => row.original.answered_at ? <Duration ms={row.original.duration_ms} /> : <span className="text-ink-faint">–</span>, meta: { align: "right", className: "hidden min-[30rem]:table-cell" } },
      { id: "turns", header: t("turns"), cell: ({ row }) => row.original.turns, meta: { align: "right", className: "hidden 2xl:table-cell" } },
      { id: "latency", header: t("latency"), cell: ({ row }) => <Milliseconds value={row.original.latency?.response_p95_ms} />, meta: { align: "right", className: "hidden xl:table-cell" } },
      { id: "language", header: t("language"), cell: ({ row }) => row.original.language ? languageName(row.original.language, locale) : <span className="text-ink-faint">–</span>, meta: { className: "hidden 2xl:table-cell" } },
      { id: "cost", header: t("cost"), cell: ({ row }) => <Money value={row.original.cost} />, meta: { align: "right", className: "hidden 2xl:table-cell" } },
      { id: "created", header: t("created"), cell: ({ row }) => <DateTime value={row.original.created_at} className="text-ink-soft" />, meta: { align: "right", order: { isAscending: order === "oldest", onChange: () => setOrder(order === "oldest" ? "" : "oldest") } } },
    ];
  }, [agents, locale, order, reasons, setOrder, t]);
}

function Who({ call }: { call: Call }) {
  const t = useTranslations("calls");
  return (
    <span className="flex items-center gap-1.5 sm:gap-2.5">
      <DirectionIcon direction={call.direction} />
      <Contact call={call} className="font-medium" />
      {call.is_test && <Badge>{t("test")}</Badge>}
      {call.provider_failures > 0 && (
        <TriangleAlert role="img" className="size-3.5 shrink-0 text-warn" aria-label={t("failures", { count: call.provider_failures })} />
      )}
    </span>
  );
}
