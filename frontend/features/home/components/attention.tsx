import { CircleCheck, PhoneOff, ServerCrash } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Message } from "@/lib/api/types";
import { Card } from "@/ui/card";
import { DateTime } from "@/ui/date-time";
import { PhoneNumber } from "@/ui/phone-number";
import { useFailedCalls } from "../hooks/use-attention";

interface AttentionProps {
  since: string;
  providers: readonly Message<"ProviderFigures">[];
}

/** What somebody should look at today. */
export function Attention({ since, providers }: AttentionProps) {
  const t = useTranslations("home.attention");
  const calls = useFailedCalls(since, true).data;
  if (!calls) return null;
  if (calls.length === 0 && providers.length === 0) {
    return <p className="flex items-center gap-2 text-sm text-ink-soft"><CircleCheck className="size-4 text-good" aria-hidden />{t("nothing")}</p>;
  }
  return (
    <Card isFlush title={t("title")}>
      <ul className="border-t">
        {providers.map((each) => (
          <Item key={`${each.adapter}/${each.modality}`} icon={ServerCrash} href="/calls?range=today&failures=1&tests=without">
            <span className="min-w-0 flex-1 truncate">{t("provider", { adapter: each.adapter, failures: Number(each.failures), calls: Number(each.calls) })}</span>
          </Item>
        ))}
        {calls.map((call) => (
          <Item key={call.id} icon={PhoneOff} href={`/calls/${call.id}`}>
            <span className="min-w-0 flex-1 truncate">
              {reason(t, call.end_reason)} · {otherEnd(call) ? <PhoneNumber e164={otherEnd(call)} /> : t("browser")}
            </span>
            <DateTime value={call.created_at} className="shrink-0 text-ink-faint" />
          </Item>
        ))}
      </ul>
    </Card>
  );
}

function Item({ icon: Icon, href, children }: { icon: LucideIcon; href: string; children: ReactNode }) {
  return (
    <li className="border-t first:border-t-0">
      <Link href={href} className="flex h-11 items-center gap-3 px-4 hover:bg-hover focus-visible:-outline-offset-2">
        <Icon className="size-4 shrink-0 text-bad-text" aria-hidden />
        {children}
      </Link>
    </li>
  );
}

const REASONS = ["END_REASON_CARRIER_ERROR", "END_REASON_MEDIA_LOST", "END_REASON_VOICE_NODE_LOST", "END_REASON_PROVIDER_FAILED", "END_REASON_PLATFORM_ERROR"] as const;

function reason(t: ReturnType<typeof useTranslations<"home.attention">>, found: string): string {
  const known = REASONS.find((each) => each === found);
  return t(known ?? "otherReason");
}

function otherEnd(call: Message<"Call">): string {
  if (call.direction === "DIRECTION_BROWSER") return "";
  return call.direction === "DIRECTION_OUTBOUND" ? call.to : call.from;
}
