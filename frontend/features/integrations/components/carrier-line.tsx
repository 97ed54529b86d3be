"use client";

import { ArrowRight, Phone } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCarrierCredential } from "@/features/carrier/hooks/use-carrier";
import { Status } from "@/ui/badge";

/** The carrier is joined elsewhere; this says where, and whether it is. */
export function CarrierLine() {
  const t = useTranslations("integrations.carrier");
  const { credential, isPending } = useCarrierCredential();
  return (
    <Link href="/numbers/carrier" className="group flex items-center gap-3 rounded-xl bg-surface px-4 py-3 shadow-lift ring-1 ring-line transition-colors hover:bg-hover">
      <Phone className="size-5 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{t("title")}</span>
        <span className="block truncate text-xs text-ink-faint">{t("text")}</span>
      </span>
      {!isPending && <Status tone={credential ? "good" : "neutral"}>{t(credential ? "connected" : "notConnected")}</Status>}
      <ArrowRight className="size-4 text-ink-faint transition-transform group-hover:translate-x-0.5" aria-hidden />
    </Link>
  );
}
