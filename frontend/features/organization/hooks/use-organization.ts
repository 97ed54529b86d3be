import { useQuery } from "@tanstack/react-query";
import { getOrganization } from "../api/organization";

export const ORGANIZATION_KEY = ["organization"] as const;

export function useOrganization() {
  return useQuery({ queryKey: ORGANIZATION_KEY, queryFn: ({ signal }) => getOrganization(signal) });
}
