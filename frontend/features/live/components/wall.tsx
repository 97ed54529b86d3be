"use client";

import { Radio, RotateCw, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useSearchState } from "@/lib/url-state";
import { cn } from "@/lib/cn";
import { deferred, useSoon } from "@/lib/deferred";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { DateTime } from "@/ui/date-time";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import type { FeedState } from "../feed";
import { feed, useFeed } from "../hooks/use-feed";
import { countsOf, readWall, shownCalls } from "../wall";
import { FeedStatus } from "./feed-status";
import { WallBar } from "./wall-bar";

const Cards = deferred(() => import("./cards").then((module) => module.Cards), { placeholder: <Placeholder /> });
const WallTable = deferred(() => import("./wall-table").then((module) => module.WallTable), { placeholder: <Placeholder /> });
const SOON = [Cards, WallTable];

/** All calls that run now, as they run. */
export function Wall() {
  useSoon(SOON);
  const t = useTranslations("live");
  const state = useFeed();
  const [search, change] = useSearchState();
  const filters = useMemo(() => readWall(search), [search]);
  const shown = useMemo(() => shownCalls(state.calls, filters), [state.calls, filters]);
  const counts = useMemo(() => countsOf(state.calls), [state.calls]);
  const isOld = state.phase !== "live" && state.heardAt > 0;

  if (state.phase === "refused") return <ErrorState error={state.error} onRetry={feed.retryNow} />;
  return (
    <>
      <PageHeader title={t("title")} badge={<FeedStatus state={state} />} description={t("description")} />
      {isOld && <FeedDown state={state} />}
      {state.heardAt === 0 ? (
        <Waiting state={state} />
      ) : (
        <div className="flex flex-col gap-3">
          <WallBar filters={filters} counts={counts} calls={state.calls} change={change} />
          <div className={cn("transition-opacity", isOld && "opacity-50 grayscale")} aria-hidden={isOld || undefined} inert={isOld}>
            {shown.length === 0 ? (
              <Nothing isFiltered={state.calls.length > 0} onClear={() => change({ agent: "", state: "", direction: "", q: "", attention: "" })} />
            ) : filters.view === "table" ? (
              <WallTable calls={shown} />
            ) : (
              <Cards calls={shown} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function FeedDown({ state }: { state: FeedState }) {
  const t = useTranslations("live.feed");
  return (
    <Banner tone="warn" className="mb-4" title={t("lost")} action={<Button size="sm" onClick={feed.retryNow}><RotateCw aria-hidden />{t("retry")}</Button>}>
      {t("asOf")} <DateTime value={new Date(state.heardAt).toISOString()} style="time" />. {t("reconnects")}
    </Banner>
  );
}

function Waiting({ state }: { state: FeedState }) {
  if (state.phase === "down") return <ErrorState error={state.error} onRetry={feed.retryNow} />;
  return <Placeholder />;
}

function Placeholder() {
  return (
    <div aria-busy className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3 xl:grid-cols-4">
      {Array.from({ length: 8 }, (_, index) => <Skeleton key={index} className="h-40 rounded-xl" />)}
    </div>
  );
}

function Nothing({ isFiltered, onClear }: { isFiltered: boolean; onClear: () => void }) {
  const t = useTranslations("live");
  return (
    <div className="rounded-xl bg-surface shadow-lift ring-1 ring-line">
      {isFiltered ? (
        <EmptyState icon={SearchX} title={t("none.title")} action={<Button onClick={onClear}>{t("none.clear")}</Button>}>{t("none.text")}</EmptyState>
      ) : (
        <EmptyState icon={Radio} title={t("empty.title")} action={<><Button asChild variant="primary"><Link href="/agents">{t("empty.talk")}</Link></Button><Button asChild><Link href="/calls">{t("empty.calls")}</Link></Button></>}>
          {t("empty.text")}
        </EmptyState>
      )}
    </div>
  );
}
