"use client";

import { useLocale } from "next-intl";
import type { Message } from "@/lib/api/types";

const NANOS = 1_000_000_000;

/** An amount with its currency; small ones keep the digits that say something. */
export function Money({ value, className }: { value: Partial<Message<"Money">> | undefined; className?: string }) {
  const locale = useLocale();
  if (!value?.currency_code) return <span className="text-ink-faint">–</span>;
  const amount = Number(value.units ?? 0) + (value.nanos ?? 0) / NANOS;
  const digits = Math.abs(amount) > 0 && Math.abs(amount) < 1 ? 4 : 2;
  const words = new Intl.NumberFormat(locale, { style: "currency", currency: value.currency_code, maximumFractionDigits: digits });
  return <span className={`numbers ${className ?? ""}`}>{words.format(amount)}</span>;
}
