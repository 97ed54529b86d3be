import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { ColumnDef } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { PhoneNumber } from "@/ui/phone-number";
import type { PhoneLine } from "../api/numbers";
import { AgentCell } from "../components/agent-cell";
import { NumberMenu } from "../components/number-menu";

export function useNumberColumns(onTest: (number: PhoneLine) => void): ColumnDef<PhoneLine>[] {
  const t = useTranslations("numbers.columns");
  return useMemo(
    () => [
      { id: "number", header: t("number"), enableHiding: false, cell: ({ row }) => <PhoneNumber e164={row.original.e164} className="font-medium" /> },
      { id: "name", header: t("name"), cell: ({ row }) => row.original.display_name, meta: { className: "hidden sm:table-cell" } },
      { id: "agent", header: t("agent"), enableHiding: false, cell: ({ row }) => <AgentCell number={row.original} /> },
      { id: "added", header: t("added"), cell: ({ row }) => <DateTime value={row.original.created_at} />, meta: { className: "hidden lg:table-cell text-ink-soft" } },
      { id: "actions", header: "", enableHiding: false, cell: ({ row }) => <NumberMenu number={row.original} onTest={onTest} />, meta: { className: "w-10", align: "right" } },
    ],
    [t, onTest],
  );
}
