import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type Credential, type CredentialValues, createCredential, deleteCredential, listCredentials, replaceCredential } from "../api/credentials";

export type { Credential } from "../api/credentials";

export const CREDENTIALS_KEY = ["credentials"] as const;

export function useCredentials() {
  return useQuery({ queryKey: CREDENTIALS_KEY, queryFn: ({ signal }) => listCredentials(signal) });
}

/** The credential that counts for a vendor: the newest. */
export function newestFor(vendor: string, credentials: readonly Credential[] | undefined): Credential | undefined {
  return credentials?.filter((each) => each.vendor === vendor).at(-1);
}

/** Keeps and forgets a vendor's values; what depends on them is asked for again. */
export function useCredentialChanges() {
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all(["credentials", "carrier", "integrations"].map((noun) => queries.invalidateQueries({ queryKey: [noun] })));
  return {
    keep: async (vendor: string, known: Credential | undefined, displayName: string, values: CredentialValues) => {
      const kept = known ? await replaceCredential(known, displayName, values) : await createCredential(vendor, displayName, values);
      await refresh();
      return kept;
    },
    forget: async (id: string) => {
      await deleteCredential(id);
      await refresh();
    },
    refresh,
  };
}
