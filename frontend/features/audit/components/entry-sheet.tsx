"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { CopyButton } from "@/ui/copy-button";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import { Sheet } from "@/ui/sheet";
import type { AuditEntry } from "../api/audit";
import { changesOf } from "../changes";
import { useActionName } from "../hooks/use-action-name";
import { useAuditFilters } from "../hooks/use-audit";
import { Actor } from "./actor";
import { ChangeTable } from "./change-table";
import { Outcome } from "./outcome";

/** `entry` is absent if the pages loaded so far do not hold it. */
export function EntrySheet({ entry, onClose }: { entry: AuditEntry | undefined; onClose: () => void }) {
  const t = useTranslations("audit");
  const say = useActionName();
  return (
    <Sheet isOpen onOpenChange={onClose} title={entry ? say(entry) : t("entry.gone")} className="max-w-2xl">
      {entry ? <EntryDetails entry={entry} /> : <EmptyState title={t("entry.gone")}>{t("entry.goneText")}</EmptyState>}
    </Sheet>
  );
}

function EntryDetails({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("audit");
  const { change } = useAuditFilters();
  const changes = changesOf(entry.details);
  const { request, because_of: becauseOf } = entry.details ?? {};
  const filter = (filters: Record<string, string>) => change({ ...filters, entry: undefined });
  return (
    <div className="flex flex-col gap-6">
      <dl className="grid grid-cols-[8rem_1fr] items-center gap-y-2 text-sm">
        <Fact name={t("columns.when")}><DateTime value={entry.occurred_at} style="exact" /></Fact>
        <Fact name={t("columns.actor")}>
          <span className="flex items-center gap-2"><Actor entry={entry} />{entry.actor_id && <Button variant="link" size="sm" onClick={() => filter({ actor: entry.actor_id })}>{t("entry.onlyTheirs")}</Button>}</span>
        </Fact>
        <Fact name={t("columns.outcome")}><Outcome outcome={entry.outcome} /></Fact>
        {entry.object_id && (
          <Fact name={t("columns.object")}>
            <span className="flex min-w-0 items-center gap-1"><Code>{entry.object_id}</Code><CopyButton text={entry.object_id} /><Button variant="link" size="sm" onClick={() => filter({ object: entry.object_id })}>{t("entry.onlyThis")}</Button></span>
          </Fact>
        )}
        {entry.outcome !== "OK" && <Fact name={t("entry.code")}><Code>{entry.outcome}</Code></Fact>}
        {becauseOf !== undefined && <Fact name={t("entry.becauseOf")}><Code>{String(becauseOf)}</Code></Fact>}
        <Fact name={t("entry.method")}><Code>{entry.action}</Code></Fact>
        <Fact name={t("columns.address")}>{entry.address || t("unknown")}</Fact>
        <Fact name={t("entry.place")}><span className="numbers">{entry.sequence}</span></Fact>
        {entry.trace_id && <Fact name={t("entry.trace")}><span className="flex min-w-0 items-center gap-1"><Code>{entry.trace_id}</Code><CopyButton text={entry.trace_id} /></span></Fact>}
        <Fact name={t("entry.hash")}><span className="flex min-w-0 items-center gap-1"><Code>{entry.hash}</Code><CopyButton text={entry.hash} /></span></Fact>
      </dl>
      {changes && (
        <section>
          <h3 className="mb-2 text-sm font-semibold">{t("entry.changes")}</h3>
          {changes.length > 0 ? <ChangeTable changes={changes} /> : <p className="text-sm text-ink-soft">{t("entry.noChanges")}</p>}
        </section>
      )}
      {isSaid(request) && (
        <section>
          <h3 className="text-sm font-semibold">{t("entry.request")}</h3>
          <p className="mb-2 text-xs text-ink-faint">{t("entry.requestHint")}</p>
          <CodeBlock code={JSON.stringify(request, undefined, 2)} />
        </section>
      )}
    </div>
  );
}

/** Most requests of one field have nothing left without secrets and personal data. */
function isSaid(request: unknown): boolean {
  return typeof request === "object" && request !== null && Object.keys(request).length > 0;
}

function Code({ children }: { children: string }) {
  return <code className="truncate font-mono text-xs" title={children}>{children}</code>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-soft">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}
