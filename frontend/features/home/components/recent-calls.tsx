"use client";

import { Monitor, PhoneIncoming, PhoneOutgoing } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Message } from "@/lib/api/types";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { DateTime } from "@/ui/date-time";
import { PhoneNumber } from "@/ui/phone-number";

const ICONS = {
  DIRECTION_INBOUND: PhoneIncoming,
  DIRECTION_OUTBOUND: PhoneOutgoing,
  DIRECTION_BROWSER: Monitor,
  DIRECTION_UNSPECIFIED: PhoneIncoming,
} as const;

export function RecentCalls({ calls }: { calls: Message<"Call">[] | undefined }) {
  const t = useTranslations("home.recent");
  if (!calls?.length) return null;
  return (
    <Card isFlush title={t("title")} actions={<Button asChild variant="ghost" size="sm"><Link href="/calls">{t("all")}</Link></Button>}>
      <ul className="border-t">
        {calls.map((call) => <RecentCall key={call.id} call={call} />)}
      </ul>
    </Card>
  );
}

function RecentCall({ call }: { call: Message<"Call"> }) {
  const t = useTranslations("home.recent");
  const Icon = ICONS[call.direction];
  const other = call.direction === "DIRECTION_OUTBOUND" ? call.to : call.from;
  return (
    <li className="border-t first:border-t-0">
      <Link href={`/calls/${call.id}`} className="flex h-11 items-center gap-3 px-4 hover:bg-hover focus-visible:-outline-offset-2">
        <Icon className="size-4 shrink-0 text-ink-faint" aria-label={t(call.direction)} />
        <span className="min-w-0 flex-1 truncate">{call.direction === "DIRECTION_BROWSER" || !other ? t("browser") : <PhoneNumber e164={other} />}</span>
        <span className="truncate text-ink-soft">{call.disposition}</span>
        <DateTime value={call.created_at} className="w-24 shrink-0 text-right text-ink-faint" />
      </Link>
    </li>
  );
}
