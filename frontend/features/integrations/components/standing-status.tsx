"use client";

import { useTranslations } from "next-intl";
import { Status } from "@/ui/badge";
import type { Standing } from "../standing";

const TONES = { own: "good", installation: "good", free: "good", needsKey: "neutral", unavailable: "warn" } as const;

export function StandingStatus({ standing, className }: { standing: Standing; className?: string }) {
  const t = useTranslations("integrations.standings");
  return <Status tone={TONES[standing]} className={className}>{t(standing)}</Status>;
}
