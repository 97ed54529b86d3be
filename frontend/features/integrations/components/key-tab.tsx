"use client";

import { LockKeyhole } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useCredentialChanges } from "@/features/credentials/hooks/use-credentials";
import { Permitted } from "@/features/session/components/permitted";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { DateTime } from "@/ui/date-time";
import { toast } from "@/ui/toast";
import { fieldsOf } from "../credential-schema";
import type { Offer } from "../hooks/use-integrations";
import { slugOf } from "../modalities";
import { CredentialForm } from "./credential-form";

interface KeyTabProps {
  offer: Offer;
  /** Every offer of the same vendor id: they work with the same credential. */
  sharing: readonly Offer[];
  onTest: () => void;
}

export function KeyTab({ offer, sharing, onTest }: KeyTabProps) {
  const t = useTranslations("integrations");
  const { adapter, credential } = offer;
  const [isReplacing, setReplacing] = useState(false);
  const shared = sharing.length > 1 && <p className="text-xs text-ink-faint">{t("key.shared", { what: sharing.map((each) => t(`modalities.${slugOf(each.adapter.modality)}.title`)).join(", ") })}</p>;
  if (credential && !isReplacing) {
    return (
      <div className="flex flex-col gap-4">
        <Kept offer={offer} onReplace={() => setReplacing(true)} onTest={onTest} />
        {shared}
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      {!credential && <Banner tone={adapter.credential_needed ? "neutral" : "good"}>{t(adapter.credential_needed ? "key.needed" : offer.standing === "installation" ? "key.installation" : "key.notNeeded")}</Banner>}
      <CredentialForm offer={offer} onCancel={credential && (() => setReplacing(false))} onDone={() => setReplacing(false)} onTest={onTest} />
      {shared}
    </div>
  );
}

function Kept({ offer, onReplace, onTest }: { offer: Offer; onReplace: () => void; onTest: () => void }) {
  const t = useTranslations("integrations.key");
  const { forget } = useCredentialChanges();
  const [isForgetting, setForgetting] = useState(false);
  const { credential, adapter } = offer;
  const titles = new Map(fieldsOf(adapter.credential_schema).map((field) => [field.name, field.title]));
  if (!credential) return null;

  async function remove(id: string) {
    await forget(id);
    toast({ title: t("deleted", { name: adapter.display_name }), tone: "good" });
  }

  return (
    <>
      <div className="flex items-start gap-3 rounded-xl bg-surface px-4 py-3 shadow-lift ring-1 ring-line">
        <LockKeyhole className="mt-0.5 size-5 shrink-0 text-good-text" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="font-medium">{credential.display_name}</p>
          <dl className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5 text-xs">
            {Object.entries(credential.masked ?? {}).sort().map(([name, masked]) => (
              <div key={name} className="contents">
                <dt className="text-ink-soft">{titles.get(name) ?? name}</dt>
                <dd className="font-mono">{masked || "••••"}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-1.5 text-xs text-ink-faint">{t("sealedSince")} <DateTime value={credential.updated_at ?? credential.created_at} /></p>
        </div>
      </div>
      <Permitted to="integrations.write" className="inline-flex self-start rounded-md">
        {(isPermitted) => (
          <span className="flex flex-wrap gap-2">
            <Button variant="primary" onClick={onTest}>{t("test")}</Button>
            <Button disabled={!isPermitted} onClick={onReplace}>{t("replace")}</Button>
            <Button disabled={!isPermitted} onClick={() => setForgetting(true)}>{t("delete")}</Button>
          </span>
        )}
      </Permitted>
      <ConfirmDialog isOpen={isForgetting} onOpenChange={setForgetting} title={t("deleteTitle", { name: adapter.display_name })} confirm={t("delete")} onConfirm={() => remove(credential.id)}>
        {t(adapter.credential_needed ? "deleteText" : "deleteFallback")}
      </ConfirmDialog>
    </>
  );
}
