import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ColumnDef } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import type { ApiKey, NewApiKey } from "../api/api-keys";
import { KeyMenu } from "../components/key-menu";
import { KeyStatus } from "../components/key-status";

export function useKeyColumns(onMade: (made: NewApiKey) => void): ColumnDef<ApiKey>[] {
  const t = useTranslations("apiKeys");
  return useMemo(
    () => [
      {
        id: "name", header: t("columns.name"), enableHiding: false, meta: { className: "max-sm:max-w-44" },
        cell: ({ row }) => (
          <span className="leading-4">
            <span className="block truncate font-medium">{row.original.display_name}</span>
            <code className="block truncate font-mono text-xs text-ink-faint">{row.original.prefix}…</code>
          </span>
        ),
      },
      { id: "state", header: t("columns.state"), cell: ({ row }) => <KeyStatus apiKey={row.original} /> },
      { id: "scopes", header: t("columns.scopes"), cell: ({ row }) => t("scopeCount", { count: row.original.scopes.length }), meta: { className: "hidden md:table-cell text-ink-soft" } },
      {
        id: "used", header: t("columns.used"), meta: { className: "hidden sm:table-cell text-ink-soft" },
        cell: ({ row }) => (row.original.last_used_at === undefined ? t("neverUsed") : <DateTime value={row.original.last_used_at} />),
      },
      {
        id: "expires", header: t("columns.expires"), meta: { className: "hidden xl:table-cell text-ink-soft" },
        cell: ({ row }) => (row.original.expires_at === undefined ? t("never") : <DateTime value={row.original.expires_at} style="date" />),
      },
      { id: "actions", header: "", enableHiding: false, cell: ({ row }) => <KeyMenu apiKey={row.original} onMade={onMade} />, meta: { className: "w-10", align: "right" } },
    ],
    [t, onMade],
  );
}
