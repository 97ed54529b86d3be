"use client";

import { Bot, Plus, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { Button } from "@/ui/button";
import { type Command, useCommands } from "@/ui/command-palette";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { Input } from "@/ui/input";
import { PageHeader } from "@/ui/page-header";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useAgentList } from "@/features/agents/hooks/use-agents";
import { useAgentColumns } from "./columns";

const CreateAgent = deferred(() => import("./create-agent").then((module) => module.CreateAgent));
const SOON = [CreateAgent];

export function Agents() {
  useSoon(SOON);
  const t = useTranslations("agents");
  const router = useRouter();
  const { query, change } = useAddress();
  const mayWrite = useMay("agents.write");
  const wanted = query.get("search") ?? "";
  const list = useFound(useAgentList(), wanted);
  const open = () => change({ create: "blank" });
  const commands = useMemo<Command[]>(
    () => (mayWrite ? [{ id: "agents.create", label: t("create"), group: t("title"), icon: Plus, run: () => change({ create: "blank" }) }] : []),
    [mayWrite, t, change],
  );
  useCommands(commands);
  const create = (
    <Button variant="primary" disabled={!mayWrite} title={mayWrite ? undefined : t("mayNotWrite")} onClick={open}>
      <Plus aria-hidden />
      {t("create")}
    </Button>
  );

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <DataTable
        id="agents"
        label={t("title")}
        columns={useAgentColumns()}
        list={list}
        rowId={(agent) => agent.id}
        onOpen={(agent) => router.push(`/agents/${agent.id}`)}
        toolbar={
          <Input
            leading={<Search aria-hidden />}
            type="search"
            value={wanted}
            onChange={(event) => change({ search: event.target.value || undefined })}
            placeholder={t("search")}
            aria-label={t("search")}
            className="max-w-64"
          />
        }
        empty={
          wanted ? (
            <EmptyState icon={Search} title={t("notFound.title", { text: wanted })}>{t("notFound.text")}</EmptyState>
          ) : (
            <EmptyState icon={Bot} title={t("empty.title")} action={create}>{t("empty.text")}</EmptyState>
          )
        }
      />
      {query.has("create") && <CreateAgent />}
    </>
  );
}

/** The service does not search agents: what is loaded is searched here, and the rest is loaded for it. */
function useFound(list: ReturnType<typeof useAgentList>, wanted: string) {
  const text = wanted.trim().toLowerCase();
  return useMemo(() => {
    if (!text) return list;
    const rows = list.rows.filter((agent) => `${agent.display_name} ${agent.description}`.toLowerCase().includes(text));
    if (rows.length === 0 && list.hasMore) list.loadMore();
    return { ...list, rows, isLoading: list.isLoading || (rows.length === 0 && list.hasMore) };
  }, [list, text]);
}
