"use client";

import { KeyRound, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { useSearchState } from "@/lib/url-state";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { type Command, useCommands } from "@/ui/command-palette";
import { DataTable } from "@/ui/data-table";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";
import type { ApiKey, NewApiKey } from "../api/api-keys";
import { useApiKeys } from "../hooks/use-api-keys";
import { useKeyColumns } from "../hooks/use-key-columns";
import { isLive } from "../key-state";
import { KeySheet } from "./key-sheet";
import { SecretDialog } from "./secret-dialog";

const CreateKeySheet = deferred(() => import("./create-key-sheet").then((module) => module.CreateKeySheet));
const SOON = [CreateKeySheet];

export function ApiKeys() {
  useSoon(SOON);
  const t = useTranslations("apiKeys");
  const mayWrite = useMay("api_keys.write");
  const [search, change] = useSearchState();
  const [made, setMade] = useState<NewApiKey>();
  const list = useApiKeys();
  const showsEnded = search.get("ended") === "yes";
  const [now] = useState(() => Date.now());
  const rows = showsEnded ? list.rows : list.rows.filter((key) => isLive(key, now));
  const open = () => change({ show: "new" });
  useCommands(useMemo<Command[]>(
    () => (mayWrite ? [{ id: "api-keys.create", label: t("create"), group: t("title"), icon: Plus, run: () => change({ show: "new" }) }] : []),
    [mayWrite, t, change],
  ));
  const create = (
    <Permitted to="api_keys.write">
      {(isPermitted) => <Button variant="primary" disabled={!isPermitted} onClick={open}><Plus aria-hidden />{t("create")}</Button>}
    </Permitted>
  );

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} actions={create} />
      <DataTable<ApiKey>
        id="api-keys"
        label={t("title")}
        columns={useKeyColumns(setMade)}
        list={{ ...list, rows }}
        rowId={(key) => key.id}
        onOpen={(key) => change({ key: key.id })}
        toolbar={list.rows.length > 0 && <Checkbox checked={showsEnded} onChange={(isOn) => change({ ended: isOn ? "yes" : undefined })} label={t("showEnded")} />}
        empty={<EmptyState icon={KeyRound} title={t(list.rows.length > 0 ? "onlyEnded" : "empty.title")} action={list.rows.length === 0 && create}>{t("empty.text")}</EmptyState>}
      />
      <KeySheet apiKey={list.rows.find((key) => key.id === search.get("key"))} onClose={() => change({ key: undefined })} />
      {mayWrite && search.get("show") === "new" && <CreateKeySheet onClose={() => change({ show: undefined })} onMade={setMade} />}
      {made && <SecretDialog made={made} onClose={() => setMade(undefined)} />}
    </>
  );
}
