import { useQuery } from "@tanstack/react-query";
import { newestFor, useCredentials } from "@/features/credentials/hooks/use-credentials";
import type { Credential } from "@/features/credentials/hooks/use-credentials";
import { type Adapter, listIntegrations } from "../api/integrations";
import { type Standing, standingOf } from "../standing";

export const INTEGRATIONS_KEY = ["integrations"] as const;
const HEALTH_MS = 60_000;

export interface Offer {
  adapter: Adapter;
  credential: Credential | undefined;
  standing: Standing;
}

/** Every adapter, with the organization's key for it. Read again while it is looked at, for the adapters' health. */
export function useOffers() {
  const catalogue = useQuery({
    queryKey: [...INTEGRATIONS_KEY, "catalogue"],
    queryFn: ({ signal }) => listIntegrations(signal),
    refetchInterval: HEALTH_MS,
  });
  const credentials = useCredentials();
  const offers = catalogue.data?.adapters.map((adapter): Offer => {
    const credential = adapter.credential_schema ? newestFor(adapter.id, credentials.data) : undefined;
    return { adapter, credential, standing: standingOf(adapter, credential !== undefined) };
  });
  return {
    offers: credentials.isPending ? undefined : offers,
    unavailablePools: catalogue.data?.unavailablePools ?? [],
    error: catalogue.error ?? credentials.error,
    retry: () => void Promise.all([catalogue.refetch(), credentials.refetch()]),
  };
}
