import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useCredentials, newestFor } from "@/features/credentials/hooks/use-credentials";
import { useMay } from "@/features/session/hooks/use-me";
import { usePagedRows } from "@/lib/pages";
import { checkCarrier, connectCarrierNumber, listCarrierNumbers } from "../api/carrier";

export const VENDOR = "vobiz";
const CHECK_KEY = ["carrier", "check"] as const;
/** A check is a request to the carrier. */
const CHECK_FRESH_MS = 5 * 60_000;

/** The organization's own carrier account, as it is kept. */
export function useCarrierCredential() {
  const { data, isPending, error, refetch } = useCredentials();
  return { credential: newestFor(VENDOR, data), isPending, error, refetch };
}

/** How the account that is kept stands; asked only of who may, and if there is one. `again` is for a person who asks. */
export function useCarrierCheck(isThere: boolean) {
  const queries = useQueryClient();
  const mayAsk = useMay("integrations.write");
  const found = useQuery({
    queryKey: CHECK_KEY,
    queryFn: ({ signal }) => checkCarrier({ background: true }, signal),
    enabled: mayAsk && isThere,
    staleTime: CHECK_FRESH_MS,
  });
  const [failedAt, setFailedAt] = useState(0);
  const again = useMutation({
    mutationFn: () => checkCarrier(),
    onSuccess: (check) => queries.setQueryData(CHECK_KEY, check),
    onError: () => setFailedAt(Date.now()),
  });
  // A later check in the background knows better than one that failed.
  const failure = found.dataUpdatedAt > failedAt ? null : again.error;
  return { check: failure ? undefined : found.data, error: failure ?? found.error, isChecking: found.isFetching || again.isPending, again: () => again.mutate() };
}

export const CARRIER_NUMBERS_KEY = ["carrier", "numbers"] as const;

export function useCarrierNumbers() {
  return usePagedRows(CARRIER_NUMBERS_KEY, listCarrierNumbers);
}

export function useConnectNumber() {
  const queries = useQueryClient();
  return async (e164: string) => {
    const connected = await connectCarrierNumber(e164);
    await queries.invalidateQueries({ queryKey: CARRIER_NUMBERS_KEY });
    return connected;
  };
}
