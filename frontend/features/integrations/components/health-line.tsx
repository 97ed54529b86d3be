"use client";

import { useLocale, useTranslations } from "next-intl";
import type { Adapter } from "../api/integrations";
import { Milliseconds } from "@/ui/duration";

const MANY_FAILURES = 0.05;

/** How it did in the last minutes; says so if nobody used it. */
export function HealthLine({ health }: { health: Adapter["health"] }) {
  const t = useTranslations("integrations.health");
  const locale = useLocale();
  if (!health || health.requests === 0) return <span>{t("unused")}</span>;
  const share = health.failures / health.requests;
  return (
    <span className="numbers inline-flex items-center gap-1.5" title={t("window", { minutes: Math.round(health.window_s / 60), requests: health.requests })}>
      {health.first_byte_p50_ms > 0 && <span>p50 <Milliseconds value={health.first_byte_p50_ms} /></span>}
      <span className={share > MANY_FAILURES ? "text-bad-text" : ""}>
        {t("failed", { share: new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(share) })}
      </span>
    </span>
  );
}
