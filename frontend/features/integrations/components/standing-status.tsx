"use client";

import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { Status } from "@/ui/badge";
import type { Adapter } from "../api/integrations";
import type { Standing } from "../standing";

const TONES = { own: "good", installation: "good", free: "good", needsKey: "neutral", unprobed: "neutral", unreachable: "warn", unavailable: "warn" } as const;

interface StandingStatusProps {
  standing: Standing;
  server: Adapter["server"];
  className?: string;
}

export function StandingStatus({ standing, server, className }: StandingStatusProps) {
  const t = useTranslations("integrations.standings");
  return <Status tone={TONES[standing]} className={cn("whitespace-normal [overflow-wrap:anywhere]", className)}>{standing === "free" && server ? t("answers") : t(standing, { address: server?.address ?? "" })}</Status>;
}
