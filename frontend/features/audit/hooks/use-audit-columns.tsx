import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ColumnDef } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import type { AuditEntry } from "../api/audit";
import { Actor } from "../components/actor";
import { Outcome } from "../components/outcome";
import { useActionName } from "./use-action-name";

export function useAuditColumns(): ColumnDef<AuditEntry>[] {
  const t = useTranslations("audit.columns");
  const say = useActionName();
  return useMemo(
    () => [
      { id: "when", header: t("when"), enableHiding: false, cell: ({ row }) => <DateTime value={row.original.occurred_at} />, meta: { className: "whitespace-nowrap text-ink-soft" } },
      { id: "actor", header: t("actor"), cell: ({ row }) => <Actor entry={row.original} />, meta: { className: "max-w-48" } },
      { id: "action", header: t("action"), enableHiding: false, cell: ({ row }) => <span className="font-medium">{say(row.original.action)}</span> },
      { id: "outcome", header: t("outcome"), cell: ({ row }) => <Outcome outcome={row.original.outcome} />, meta: { className: "hidden sm:table-cell" } },
      { id: "object", header: t("object"), cell: ({ row }) => <code className="font-mono text-xs text-ink-soft">{row.original.object_id}</code>, meta: { className: "hidden xl:table-cell max-w-48" } },
      { id: "address", header: t("address"), cell: ({ row }) => row.original.address, meta: { className: "hidden 2xl:table-cell numbers text-ink-soft" } },
    ],
    [t, say],
  );
}
