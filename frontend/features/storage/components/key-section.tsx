"use client";

import { useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useMe } from "@/features/session/hooks/use-me";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { DateTime } from "@/ui/date-time";
import { toast } from "@/ui/toast";
import { type StoragePolicy, destroyEncryptionKey } from "../api/storage";
import { STORAGE_KEY } from "../hooks/use-storage-policy";

/** The organization's own key; destroying it is how everything encrypted is deleted at once. */
export function KeySection({ policy }: { policy: StoragePolicy }) {
  const t = useTranslations("storage.key");
  const { organization_name: organization } = useMe();
  const queries = useQueryClient();
  const [isDestroying, setDestroying] = useState(false);

  async function destroy() {
    queries.setQueryData(STORAGE_KEY, await destroyEncryptionKey(policy.key_id));
    void queries.invalidateQueries({ queryKey: ["calls"] });
    toast({ title: t("destroyed"), tone: "good" });
  }

  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-surface px-4 py-3 shadow-lift ring-1 ring-line">
        <div className="flex min-w-0 items-center gap-3">
          <KeyRound className="size-5 shrink-0 text-ink-faint" aria-hidden />
          <div className="min-w-0">
            {policy.key_id ? <code className="block truncate font-mono text-xs">{policy.key_id}</code> : <Status>{t("none")}</Status>}
            {policy.key_destroyed_at !== undefined && (
              <p className="text-xs text-ink-faint">{t("lastDestroyed")} <DateTime value={policy.key_destroyed_at} style="exact" /></p>
            )}
          </div>
        </div>
        <Permitted to="organization.write">
          {(isPermitted) => <Button variant="danger" disabled={!isPermitted || !policy.key_id} onClick={() => setDestroying(true)}>{t("destroy")}</Button>}
        </Permitted>
      </div>
      <ConfirmDialog isOpen={isDestroying} onOpenChange={setDestroying} title={t("confirmTitle")} confirm={t("destroy")} phrase={organization} onConfirm={destroy}>
        <ul className="list-disc space-y-1 pl-4">
          <li>{t("effect1")}</li>
          <li>{t("effect2")}</li>
          <li>{t("effect3")}</li>
        </ul>
      </ConfirmDialog>
    </>
  );
}
