"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { cn } from "@/lib/cn";
import { capabilitiesOf } from "../capabilities";
import type { Offer } from "../hooks/use-integrations";
import { HealthLine } from "./health-line";
import { LanguagesLine } from "./languages-line";
import { StandingStatus } from "./standing-status";

const SHOWN_CAPABILITIES = 3;

export function OfferCard({ offer, onOpen }: { offer: Offer; onOpen: (tab?: string) => void }) {
  const t = useTranslations("integrations");
  const { adapter, standing } = offer;
  const can = capabilitiesOf(adapter).filter(([, isOn]) => isOn).slice(0, SHOWN_CAPABILITIES);
  return (
    <article className={cn("relative flex w-full min-w-0 flex-col gap-2 rounded-xl bg-surface p-4 shadow-lift ring-1 ring-line transition-shadow hover:ring-line-strong", standing === "unavailable" && "bg-sunken")}>
      <header className="flex items-start justify-between gap-2">
        <h3 className="min-w-0 font-medium">
          {/* The whole card opens it; what is pressed on it lies above. */}
          <button type="button" className="block max-w-full truncate text-left after:absolute after:inset-0 after:rounded-xl" onClick={() => onOpen()}>{adapter.display_name}</button>
        </h3>
        {standing === "needsKey" && <Button size="sm" className="relative -mt-1 -mr-1" onClick={() => onOpen("key")}>{t("connect")}</Button>}
      </header>
      <StandingStatus standing={standing} server={adapter.server} className="text-xs" />
      {adapter.unavailable_reason ? (
        <p className="line-clamp-2 text-xs text-ink-faint">{adapter.unavailable_reason}</p>
      ) : (
        <p className="flex flex-wrap gap-1">{can.map(([key]) => <Badge key={key}>{t(`capabilities.${key}`)}</Badge>)}</p>
      )}
      <footer className="mt-auto flex flex-wrap items-center justify-between gap-x-3 gap-y-1 pt-1 text-xs text-ink-faint">
        <LanguagesLine languages={adapter.languages} />
        <HealthLine health={adapter.health} />
      </footer>
    </article>
  );
}
