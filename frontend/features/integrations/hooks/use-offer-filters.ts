import { useMemo } from "react";
import { useSearchState } from "@/lib/url-state";
import { primary, speaks } from "../languages";
import { slugOf } from "../modalities";
import { isUsable } from "../standing";
import type { Offer } from "./use-integrations";

const NAMES = ["q", "modality", "language", "state"] as const;
export type StateFilter = "" | "usable" | "own" | "needsKey" | "unreachable" | "unavailable";

/** What is filtered by, as the address has it. */
export function useOfferFilters() {
  const [search, change] = useSearchState();
  const q = search.get("q") ?? "";
  const modality = search.get("modality") ?? "";
  const language = search.get("language") ?? "";
  const state = (search.get("state") ?? "") as StateFilter;
  const filters = useMemo(() => ({ q, modality, language, state }), [q, modality, language, state]);
  return { filters, isFiltered: Boolean(q || modality || language || state), change, clear: () => change(Object.fromEntries(NAMES.map((name) => [name, undefined]))) };
}

export type OfferFilters = ReturnType<typeof useOfferFilters>["filters"];

export function isShown({ adapter, standing }: Offer, { q, modality, language, state }: OfferFilters): boolean {
  const words = `${adapter.display_name} ${adapter.id} ${adapter.models.join(" ")}`.toLowerCase();
  return (
    (!modality || slugOf(adapter.modality) === modality) &&
    (!language || speaks(adapter.languages, primary(language))) &&
    (!state || (state === "usable" ? isUsable(standing) : standing === state)) &&
    q.toLowerCase().split(/\s+/).every((word) => words.includes(word))
  );
}
