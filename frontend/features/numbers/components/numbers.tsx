"use client";

import { Phone, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { useSearchState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { type Command, useCommands } from "@/ui/command-palette";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";
import type { PhoneLine } from "../api/numbers";
import { useNumberColumns } from "../hooks/use-number-columns";
import { useAgents, useNumbers } from "../hooks/use-numbers";
import { NumbersTabs } from "./numbers-tabs";

const AddNumber = deferred(() => import("./add-number").then((module) => module.AddNumber));
const TestCall = deferred(() => import("./test-call").then((module) => module.TestCall));
const SOON = [AddNumber, TestCall];

export function Numbers() {
  useSoon(SOON);
  const t = useTranslations("numbers");
  const mayAdd = useMay("numbers.write");
  const [search, change] = useSearchState();
  const [tested, setTested] = useState<PhoneLine>();
  const agentId = search.get("agent") ?? "";
  const open = () => change({ show: "add" });
  useCommands(useMemo<Command[]>(
    () => (mayAdd ? [{ id: "numbers.add", label: t("add"), group: t("title"), icon: Plus, run: () => change({ show: "add" }) }] : []),
    [mayAdd, t, change],
  ));
  const add = (
    <Permitted to="numbers.write">
      {(isPermitted) => <Button variant="primary" disabled={!isPermitted} onClick={open}><Plus aria-hidden />{t("add")}</Button>}
    </Permitted>
  );

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={add} />
      <NumbersTabs current="/numbers" />
      <DataTable<PhoneLine>
        id="numbers"
        label={t("title")}
        columns={useNumberColumns(setTested)}
        list={useNumbers(agentId)}
        rowId={(number) => number.id}
        toolbar={<AgentFilter value={agentId} onChange={(agent) => change({ agent })} />}
        empty={
          agentId ? (
            <EmptyState icon={Phone} title={t("noneFor")} action={<Button onClick={() => change({ agent: undefined })}>{t("showAll")}</Button>} />
          ) : (
            <EmptyState icon={Phone} title={t("empty.title")} action={add}>{t("empty.text")}</EmptyState>
          )
        }
      />
      {mayAdd && search.get("show") === "add" && <AddNumber onClose={() => change({ show: undefined })} />}
      {tested && <TestCall number={tested} onClose={() => setTested(undefined)} />}
    </>
  );
}

function AgentFilter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("numbers");
  const agents = useAgents().data ?? [];
  return (
    <Combobox
      aria-label={t("columns.agent")}
      className="w-56"
      value={value}
      onChange={onChange}
      options={[{ value: "", label: t("anyAgent") }, ...agents.map((agent) => ({ value: agent.id, label: agent.display_name }))]}
    />
  );
}
