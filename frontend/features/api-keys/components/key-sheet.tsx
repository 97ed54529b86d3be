"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useMemberNames } from "@/features/members/hooks/use-members";
import { Badge } from "@/ui/badge";
import { CopyButton } from "@/ui/copy-button";
import { DateTime } from "@/ui/date-time";
import { Sheet } from "@/ui/sheet";
import type { ApiKey } from "../api/api-keys";
import { KeyStatus } from "./key-status";

export function KeySheet({ apiKey, onClose }: { apiKey: ApiKey | undefined; onClose: () => void }) {
  const t = useTranslations("apiKeys");
  const names = useMemberNames();
  return (
    <Sheet isOpen={apiKey !== undefined} onOpenChange={onClose} title={apiKey?.display_name ?? t("title")}>
      {apiKey && (
        <>
          <dl className="grid grid-cols-[8rem_1fr] items-center gap-y-2.5 text-sm">
            <Fact name={t("columns.state")}><KeyStatus apiKey={apiKey} /></Fact>
            <Fact name={t("begins")}><code className="font-mono text-xs">{apiKey.prefix}…</code></Fact>
            <Fact name={t("keyId")}><span className="flex min-w-0 items-center gap-1"><code className="truncate font-mono text-xs">{apiKey.id}</code><CopyButton text={apiKey.id} /></span></Fact>
            <Fact name={t("createdBy")}>{names?.get(apiKey.created_by) ?? apiKey.created_by}</Fact>
            <Fact name={t("created")}><DateTime value={apiKey.created_at} style="exact" /></Fact>
            <Fact name={t("columns.used")}>{apiKey.last_used_at === undefined ? t("neverUsed") : <DateTime value={apiKey.last_used_at} style="exact" />}</Fact>
            <Fact name={t("columns.expires")}>{apiKey.expires_at === undefined ? t("never") : <DateTime value={apiKey.expires_at} style="exact" />}</Fact>
            {apiKey.revoked_at !== undefined && <Fact name={t("states.revoked")}><DateTime value={apiKey.revoked_at} style="exact" /></Fact>}
          </dl>
          <h3 className="mt-6 mb-2 text-xs font-medium text-ink-faint">{t("columns.scopes")}</h3>
          <ul className="flex flex-wrap gap-1.5">{apiKey.scopes.map((scope) => <li key={scope}><Badge className="font-mono">{scope}</Badge></li>)}</ul>
        </>
      )}
    </Sheet>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
