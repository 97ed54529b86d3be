"use client";

import { useTranslations } from "next-intl";
import { useSearchState } from "@/lib/url-state";
import { Sheet } from "@/ui/sheet";
import { Tabs } from "@/ui/tabs";
import type { Offer } from "../hooks/use-integrations";
import { slugOf } from "../modalities";
import { KeyTab } from "./key-tab";
import { OverviewTab } from "./overview-tab";
import { ProbeTab } from "./probe-tab";
import { StandingStatus } from "./standing-status";
import { VoicesTab } from "./voices-tab";

interface OfferSheetProps {
  offer: Offer;
  offers: readonly Offer[];
  onClose: () => void;
}

export function OfferSheet({ offer, offers, onClose }: OfferSheetProps) {
  const t = useTranslations("integrations");
  const [search, change] = useSearchState();
  const { adapter, standing } = offer;
  const speaks = adapter.modality === "MODALITY_TEXT_TO_SPEECH" || adapter.modality === "MODALITY_REALTIME";
  const go = (tab: string) => change({ tab: tab === "overview" ? undefined : tab });
  const tabs = [
    { value: "overview", label: t("tabs.overview"), content: <OverviewTab adapter={adapter} /> },
    ...(adapter.credential_schema ? [{ value: "key", label: t("tabs.key"), content: <KeyTab offer={offer} sharing={offers.filter((each) => each.adapter.id === adapter.id)} onTest={() => go("test")} /> }] : []),
    { value: "test", label: t("tabs.test"), content: <ProbeTab offer={offer} /> },
    ...(speaks ? [{ value: "voices", label: t("tabs.voices"), content: <VoicesTab offer={offer} /> }] : []),
  ];
  const asked = search.get("tab");
  return (
    <Sheet isOpen onOpenChange={onClose} title={adapter.display_name} className="max-w-2xl">
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
        <StandingStatus standing={standing} server={adapter.server} />
        <span className="text-ink-soft">{t(`modalities.${slugOf(adapter.modality)}.title`)}</span>
        <code className="font-mono text-xs text-ink-faint">{adapter.id}</code>
      </div>
      <Tabs tabs={tabs} value={tabs.find((tab) => tab.value === asked)?.value ?? "overview"} onChange={go} />
    </Sheet>
  );
}
