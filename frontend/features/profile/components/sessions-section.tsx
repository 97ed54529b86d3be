"use client";

import { Monitor, Smartphone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { DateTime } from "@/ui/date-time";
import { ErrorState } from "@/ui/error-state";
import { FormSection } from "@/ui/form";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { type SignedInSession, endSession, signOutEverywhere } from "../api/profile";
import { SESSIONS_KEY, useSessions } from "../hooks/use-sessions";
import { deviceOf } from "../user-agent";

export function SessionsSection() {
  const t = useTranslations("profile.sessions");
  const sessions = useSessions();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <FormSection title={t("title")} hint={t("hint")}>
      {sessions.error && sessions.rows.length === 0 ? (
        <ErrorState error={sessions.error} onRetry={sessions.retry} className="py-6" />
      ) : (
        <ul className="divide-y rounded-xl bg-surface shadow-lift ring-1 ring-line">
          {sessions.isLoading && <li className="p-4"><Skeleton className="h-9 w-full" /></li>}
          {sessions.rows.map((session) => <SessionRow key={session.id} session={session} />)}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {sessions.hasMore && <Button isBusy={sessions.isLoadingMore} onClick={sessions.loadMore}>{t("more")}</Button>}
        <Button onClick={() => setLeaving(true)}>{t("everywhere")}</Button>
      </div>
      <ConfirmDialog
        isOpen={isLeaving}
        onOpenChange={setLeaving}
        title={t("everywhereTitle")}
        confirm={t("everywhere")}
        onConfirm={async () => {
          await signOutEverywhere();
          location.assign("/sign-in");
        }}
      >
        {t("everywhereText")}
      </ConfirmDialog>
    </FormSection>
  );
}

function SessionRow({ session }: { session: SignedInSession }) {
  const t = useTranslations("profile.sessions");
  const rows = useShownRows<SignedInSession>(SESSIONS_KEY);
  const { mutate } = useOptimistic({
    queryKey: SESSIONS_KEY,
    show: () => rows((row) => (row.id === session.id ? undefined : row)),
    save: () => endSession(session.id),
    refused: () => t("notEnded"),
    done: () => toast({ title: t("ended"), tone: "good" }),
  });
  const device = deviceOf(session.user_agent);
  const Icon = device.isPhone ? Smartphone : Monitor;

  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <Icon className="size-5 shrink-0 text-ink-faint" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 truncate font-medium" title={session.user_agent}>
          <span className="truncate">{[device.browser, device.system].filter(Boolean).join(" · ") || t("unknown")}</span>
          {session.is_current && <Badge tone="good">{t("current")}</Badge>}
        </p>
        <p className="truncate text-xs text-ink-faint">
          {session.address || t("noAddress")} · {t("lastUsed")} <DateTime value={session.last_used_at ?? session.created_at} /> · {t("since")} <DateTime value={session.created_at} style="date" />
        </p>
      </div>
      {!session.is_current && <Button size="sm" onClick={() => mutate()}>{t("end")}</Button>}
    </li>
  );
}
