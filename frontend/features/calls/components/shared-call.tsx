"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2Off } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, type ReactNode } from "react";
import { useSoon } from "@/lib/deferred";
import { isReason } from "@/lib/errors";
import { Card } from "@/ui/card";
import { DateTime } from "@/ui/date-time";
import { Duration } from "@/ui/duration";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { Logo } from "@/ui/logo";
import { Skeleton } from "@/ui/skeleton";
import { type SharedCall as Shared, openShare } from "../api/shares";
import { entriesOf, isLine } from "../conversation";
import { usePeaks, usePlayer } from "../hooks/use-recording";
import { Contact, DirectionIcon, languageName } from "./facts";
import { CALL_PARTS, PlayerCard, Transcript } from "./later-parts";

/** Links are taken back while they are open: the page asks again as long as somebody looks at it. */
const LOOK_AGAIN_MS = 30_000;

/** What a link shows to whoever has it: no shell, no session. */
export function SharedCall({ secret }: { secret: string }) {
  useSoon(CALL_PARTS);
  const t = useTranslations("shared");
  const { data, error, refetch } = useQuery({ queryKey: ["shared", secret], queryFn: () => openShare(secret), refetchInterval: (query) => !isReason(query.state.error, "NOT_FOUND") && LOOK_AGAIN_MS, refetchOnWindowFocus: "always" });
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-4xl flex-col px-4 py-5 md:px-8">
      <header className="mb-6 flex items-center gap-2.5 text-base font-semibold"><Logo className="size-7" />VoiceERA</header>
      <main className="flex flex-1 flex-col gap-5">
        {isReason(error, "NOT_FOUND") ? (
          <EmptyState icon={Link2Off} title={t("gone")}>{t("goneText")}</EmptyState>
        ) : data ? (
          <Opened shared={data} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : (
          <div aria-busy className="flex flex-col gap-5"><Skeleton className="h-8 w-64" /><Skeleton className="h-44 rounded-xl" /><Skeleton className="h-96 rounded-xl" /></div>
        )}
      </main>
      <footer className="mt-8 text-xs text-ink-faint">{data && <>{t("until")} <DateTime value={data.expires_at} style="exact" /></>}</footer>
    </div>
  );
}

function Opened({ shared }: { shared: Shared }) {
  const t = useTranslations("shared");
  const locale = useLocale();
  const { call, recording_path: path } = shared;
  const entries = useMemo(() => entriesOf(shared.lines), [shared.lines]);
  const lines = useMemo(() => entries.filter(isLine), [entries]);
  const player = usePlayer(path || undefined);
  const reader = usePeaks(path || undefined, true);
  if (!call) return <ErrorState error={undefined} />;
  return (
    <>
      <div>
        <h1 className="flex items-center gap-2.5 text-xl font-semibold tracking-tight"><DirectionIcon direction={call.direction} className="size-5" /><Contact call={call} /></h1>
        <p className="mt-1 flex flex-wrap gap-x-3 text-sm text-ink-soft">
          <Fact><DateTime value={call.created_at} style="exact" /></Fact>
          <Fact><Duration ms={call.duration_ms} /></Fact>
          {call.language && <Fact>{languageName(call.language, locale)}</Fact>}
          {call.disposition && <Fact>{call.disposition}</Fact>}
        </p>
      </div>
      {player && <PlayerCard player={player} reader={reader} lines={lines} durationMs={Number(call.duration_ms)} />}
      <Card isFlush title={t("transcript")} hint={path ? undefined : t("withoutRecording")}>
        {entries.length === 0 ? <p className="px-4 py-10 text-center text-ink-faint">{t("nothingSaid")}</p> : <Transcript entries={entries} player={player} className="max-h-[70dvh] min-h-80" />}
        {shared.has_more_lines && <p className="border-t px-4 py-3 text-sm text-ink-soft">{t("more")}</p>}
      </Card>
    </>
  );
}

function Fact({ children }: { children: ReactNode }) {
  return <span className="not-last:after:ml-3 not-last:after:text-ink-faint not-last:after:content-['·']">{children}</span>;
}
