"use client";

import { RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Credential, useCredentialChanges } from "@/features/credentials/hooks/use-credentials";
import { Permitted, useReason } from "@/features/session/components/permitted";
import { Banner } from "@/ui/banner";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { DateTime } from "@/ui/date-time";
import { FormError } from "@/ui/form";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { useCarrierCheck } from "../hooks/use-carrier";
import { AccountForm } from "./account-form";
import { CheckResult } from "./check-result";

export function AccountCard({ credential }: { credential: Credential | undefined }) {
  const t = useTranslations("carrier");
  const [isReplacing, setReplacing] = useState(false);
  if (!credential || isReplacing) {
    return (
      <Card title={t(credential ? "replaceTitle" : "connectTitle")} hint={t("sealed")}>
        <AccountForm known={credential} onDone={() => setReplacing(false)} onCancel={credential && (() => setReplacing(false))} />
      </Card>
    );
  }
  return <Connected credential={credential} onReplace={() => setReplacing(true)} />;
}

function Connected({ credential, onReplace }: { credential: Credential; onReplace: () => void }) {
  const t = useTranslations("carrier");
  const reason = useReason("integrations.write");
  const { check, error, isChecking, again } = useCarrierCheck(true);
  const { forget } = useCredentialChanges();
  const [isForgetting, setForgetting] = useState(false);

  async function disconnect() {
    await forget(credential.id);
    toast({ title: t("disconnected"), tone: "good" });
  }

  return (
    <Card
      title="Vobiz"
      hint={<>{t("keptSince")} <DateTime value={credential.updated_at ?? credential.created_at} style="date" /></>}
      actions={
        <Permitted to="integrations.write">
          {(isPermitted) => (
            <span className="flex flex-wrap justify-end gap-1.5">
              <Button size="sm" disabled={!isPermitted} isBusy={isChecking} onClick={again}><RefreshCw aria-hidden />{t("checkAgain")}</Button>
              <Button size="sm" disabled={!isPermitted} onClick={onReplace}>{t("replace")}</Button>
              <Button size="sm" disabled={!isPermitted} onClick={() => setForgetting(true)}>{t("disconnect")}</Button>
            </span>
          )}
        </Permitted>
      }
    >
      <dl className="mb-4 grid grid-cols-[auto_1fr] gap-x-6 gap-y-1 text-sm">
        {Object.entries(credential.masked ?? {}).sort().map(([name, masked]) => (
          <div key={name} className="contents">
            <dt className="text-ink-soft">{t(`fields.${name as "auth_id"}`)}</dt>
            <dd className="font-mono text-xs leading-5">{masked || "••••"}</dd>
          </div>
        ))}
      </dl>
      {reason !== undefined ? <Banner>{reason}</Banner> : check ? <CheckResult check={check} /> : error ? <FormError error={error} /> : <Checking />}
      <ConfirmDialog isOpen={isForgetting} onOpenChange={setForgetting} title={t("disconnectTitle")} confirm={t("disconnect")} onConfirm={disconnect}>
        {t("disconnectText")}
      </ConfirmDialog>
    </Card>
  );
}

function Checking() {
  const t = useTranslations("carrier");
  return (
    <div className="flex flex-col gap-2">
      <Status isPulsing tone="accent">{t("checking")}</Status>
      <Skeleton className="h-10 w-full" />
    </div>
  );
}
