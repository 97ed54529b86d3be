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
      { id: "actor", header: t("actor"), cell: ({ row }) => <Actor entry={row.original} />, meta: { className: "hidden sm:table-cell max-w-48" } },
      { id: "action", header: t("action"), enableHiding: false, cell: ({ row }) => <What entry={row.original} name={say(row.original)} />, meta: { className: "max-sm:max-w-56" } },
      { id: "outcome", header: t("outcome"), cell: ({ row }) => <Outcome outcome={row.original.outcome} isOneLine />, meta: { className: "hidden sm:table-cell max-w-72" } },
      { id: "object", header: t("object"), cell: ({ row }) => <code className="font-mono text-xs text-ink-soft">{row.original.object_id}</code>, meta: { className: "hidden xl:table-cell max-w-48" } },
      { id: "address", header: t("address"), cell: ({ row }) => row.original.address, meta: { className: "hidden 2xl:table-cell numbers text-ink-soft" } },
    ],
    [t, say],
  );
}

/** On a phone who did it, or why it was refused, stands below. */
function What({ entry, name }: { entry: AuditEntry; name: string }) {
  return (
    <span className="block leading-4">
      <span className="block truncate font-medium">{name}</span>
      <span className="block text-xs text-ink-soft sm:hidden">{entry.outcome === "OK" ? <Actor entry={entry} /> : <Outcome outcome={entry.outcome} isOneLine />}</span>
    </span>
  );
}
