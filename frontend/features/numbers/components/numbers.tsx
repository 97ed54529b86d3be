"use client";

import type { ColumnDef } from "@tanstack/react-table";
import { Phone, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { type Command, useCommands } from "@/ui/command-palette";
import { DataTable } from "@/ui/data-table";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";
import { PhoneNumber } from "@/ui/phone-number";
import type { PhoneLine } from "../api/numbers";
import { useAgents, useNumbers } from "../hooks/use-numbers";
import { AddNumber } from "./add-number";

export function Numbers() {
  const t = useTranslations("numbers");
  const [isAdding, setAdding] = useState(false);
  const mayAdd = useMay("numbers.write");
  const commands = useMemo<Command[]>(
    () => (mayAdd ? [{ id: "numbers.add", label: t("add"), group: t("title"), icon: Plus, run: () => setAdding(true) }] : []),
    [mayAdd, t],
  );
  useCommands(commands);
  const add = mayAdd && <Button variant="primary" onClick={() => setAdding(true)}><Plus aria-hidden />{t("add")}</Button>;

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={add} />
      <DataTable
        id="numbers"
        label={t("title")}
        columns={useColumns()}
        list={useNumbers()}
        rowId={(number) => number.id}
        empty={<EmptyState icon={Phone} title={t("empty.title")} action={add}>{t("empty.text")}</EmptyState>}
      />
      <AddNumber isOpen={isAdding} onOpenChange={setAdding} />
    </>
  );
}

function useColumns(): ColumnDef<PhoneLine>[] {
  const t = useTranslations("numbers.columns");
  const agents = useAgents().data;
  return useMemo(() => {
    const names = new Map(agents?.map((agent) => [agent.id, agent.display_name]));
    return [
      { id: "number", header: t("number"), enableHiding: false, cell: ({ row }) => <PhoneNumber e164={row.original.e164} className="font-medium" /> },
      { id: "name", header: t("name"), cell: ({ row }) => row.original.display_name, meta: { className: "hidden sm:table-cell" } },
      { id: "agent", header: t("agent"), cell: ({ row }) => <AnsweredBy number={row.original} names={names} /> },
      { id: "added", header: t("added"), cell: ({ row }) => <DateTime value={row.original.created_at} />, meta: { className: "hidden md:table-cell text-ink-soft" } },
    ];
  }, [agents, t]);
}

function AnsweredBy({ number, names }: { number: PhoneLine; names: ReadonlyMap<string, string> }) {
  const t = useTranslations("numbers");
  if (!number.agent_id) return <Status tone="warn">{t("unanswered")}</Status>;
  return <Status tone="good">{names.get(number.agent_id) ?? number.agent_id}</Status>;
}
