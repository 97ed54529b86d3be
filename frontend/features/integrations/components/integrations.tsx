"use client";

import { Plug } from "lucide-react";
import { useTranslations } from "next-intl";
import { deferred, useSoon } from "@/lib/deferred";
import { useSearchState } from "@/lib/url-state";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { type Offer, useOffers } from "../hooks/use-integrations";
import { isShown, useOfferFilters } from "../hooks/use-offer-filters";
import { MODALITIES, slugOf } from "../modalities";
import { CarrierLine } from "./carrier-line";
import { IntegrationsToolbar } from "./integrations-toolbar";
import { OfferCard } from "./offer-card";

const OfferSheet = deferred(() => import("./offer-sheet").then((module) => module.OfferSheet));
const SOON = [OfferSheet];

/** What agents can be built from: every vendor the mesh has an adapter for. */
export function Integrations() {
  useSoon(SOON);
  const t = useTranslations("integrations");
  const [search, change] = useSearchState();
  const { filters, isFiltered, clear } = useOfferFilters();
  const { offers, unavailablePools, error, retry } = useOffers();
  const shown = offers?.filter((offer) => isShown(offer, filters));
  const [id, slug] = [search.get("adapter"), search.get("kind")];
  const opened = offers?.find(({ adapter }) => adapter.id === id && (!slug || slugOf(adapter.modality) === slug));
  const open = ({ adapter }: Offer, tab?: string) => change({ adapter: adapter.id, kind: slugOf(adapter.modality), tab });

  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <div className="flex flex-col gap-4">
        {unavailablePools.length > 0 && <Banner tone="warn" title={t("poolsAway", { pools: unavailablePools.join(", "), count: unavailablePools.length })}>{t("poolsAwayText")}</Banner>}
        <CarrierLine />
        <IntegrationsToolbar offers={offers ?? []} />
        {error && !offers ? <ErrorState error={error} onRetry={retry} /> : !shown ? <Loading /> : shown.length === 0 ? (
          <EmptyState icon={Plug} title={t("nothingFound")} action={isFiltered && <Button onClick={clear}>{t("clear")}</Button>}>{t(isFiltered ? "nothingFoundText" : "nothingText")}</EmptyState>
        ) : (
          MODALITIES.map((place) => (
            <Group key={place.slug} slug={place.slug} offers={shown.filter(({ adapter }) => adapter.modality === place.modality)} onOpen={open} />
          ))
        )}
      </div>
      {opened && <OfferSheet key={`${opened.adapter.id} ${opened.adapter.modality}`} offer={opened} offers={offers ?? []} onClose={() => change({ adapter: undefined, kind: undefined, tab: undefined, voices: undefined })} />}
    </>
  );
}

function Group({ slug, offers, onOpen }: { slug: (typeof MODALITIES)[number]["slug"]; offers: readonly Offer[]; onOpen: (offer: Offer, tab?: string) => void }) {
  const t = useTranslations("integrations");
  if (offers.length === 0) return null;
  return (
    <section aria-labelledby={`group-${slug}`} className="mt-2">
      <h2 id={`group-${slug}`} className="mb-2.5 flex items-baseline gap-2 text-sm font-semibold">
        {t(`modalities.${slug}.title`)}
        <span className="numbers text-xs font-normal text-ink-faint">{offers.length}</span>
        <span className="hidden truncate text-xs font-normal text-ink-faint sm:inline">{t(`modalities.${slug}.text`)}</span>
      </h2>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
        {offers.map((offer) => <li key={offer.adapter.id} className="flex"><OfferCard offer={offer} onOpen={(tab) => onOpen(offer, tab)} /></li>)}
      </ul>
    </section>
  );
}

function Loading() {
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3 2xl:grid-cols-4">
      {Array.from({ length: 9 }, (_, index) => <Skeleton key={index} className="h-34 w-full rounded-xl" />)}
    </div>
  );
}
