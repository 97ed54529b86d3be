"use client";

import { History as HistoryIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usePagedRows } from "@/lib/pages";
import { cn } from "@/lib/cn";
import { deferred } from "@/lib/deferred";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Skeleton } from "@/ui/skeleton";
import { type Revision, listRevisions } from "@/features/agents/api/agents";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useDraft } from "@/features/agents/hooks/use-editor";
import { usePersonName } from "@/features/agents/hooks/use-person-name";

/** The revision in the address is compared with the one beside it, or with the draft. */
export const DRAFT = "draft";

const Compare = deferred(() => import("./compare").then((module) => module.Compare), { placeholder: <Skeleton className="h-64" /> });
const RolloutCard = deferred(() => import("./rollout").then((module) => module.RolloutCard));

export function History() {
  const t = useTranslations("agent.history");
  const { agent } = useDraft();
  const { query, change } = useAddress();
  const list = usePagedRows(["agents", "revisions", agent.id, agent.latest_revision], (token, signal) => listRevisions(agent.id, token, signal));
  if (list.error && list.rows.length === 0) return <ErrorState error={list.error} onRetry={list.retry} />;
  if (list.isLoading) return <Skeleton className="h-64" />;
  if (list.rows.length === 0) {
    return (
      <div className="rounded-xl bg-surface shadow-lift ring-1 ring-line">
        <EmptyState icon={HistoryIcon} title={t("empty")}>{t("emptyText")}</EmptyState>
      </div>
    );
  }
  const chosen = query.get("revision") ?? DRAFT;
  return (
    <div className="grid gap-5 lg:grid-cols-[20rem_1fr]">
      <div className="flex min-w-0 flex-col gap-4">
        <RolloutCard revisions={list.rows} />
        <ol className="overflow-hidden rounded-xl bg-surface shadow-lift ring-1 ring-line" aria-label={t("revisions")}>
          <Row isChosen={chosen === DRAFT} onChoose={() => change({ revision: undefined, against: undefined })}>
            <span className="font-medium">{t("draft")}</span>
            <DateTime value={agent.updated_at} className="text-xs text-ink-soft" />
          </Row>
          {list.rows.map((revision) => (
            <RevisionRow key={revision.number} revision={revision} isChosen={chosen === String(revision.number)} onChoose={() => change({ revision: String(revision.number), against: undefined })} />
          ))}
        </ol>
        {list.hasMore && <Button onClick={list.loadMore} isBusy={list.isLoadingMore} className="self-start">{t("more")}</Button>}
      </div>
      <Compare key={chosen} chosen={chosen} revisions={list.rows} />
    </div>
  );
}

function RevisionRow({ revision, isChosen, onChoose }: { revision: Revision; isChosen: boolean; onChoose: () => void }) {
  const t = useTranslations("agent.history");
  const { agent } = useDraft();
  const name = usePersonName(revision.published_by);
  return (
    <Row isChosen={isChosen} onChoose={onChoose}>
      <span className="flex items-center gap-2">
        <span className="font-medium">{t("revision", { number: revision.number })}</span>
        {agent.live_revision === revision.number && <Badge tone="good">{t("live")}</Badge>}
        {agent.rollout?.number === revision.number && <Badge tone="accent">{t("percent", { percent: agent.rollout.percent })}</Badge>}
      </span>
      {revision.note && <span className="line-clamp-2 text-xs text-ink-soft">{revision.note}</span>}
      <span className="truncate text-xs text-ink-soft">
        <DateTime value={revision.published_at} />
        {name && ` · ${name}`}
      </span>
    </Row>
  );
}

function Row({ isChosen, onChoose, children }: { isChosen: boolean; onChoose: () => void; children: ReactNode }) {
  return (
    <li className="border-t first:border-t-0">
      <button type="button" aria-pressed={isChosen} onClick={onChoose} className={cn("flex w-full flex-col gap-0.5 px-3.5 py-2.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2", isChosen && "bg-accent-soft")}>
        {children}
      </button>
    </li>
  );
}
