import { useQuery } from "@tanstack/react-query";
import { getStoragePolicy } from "../api/storage";

export const STORAGE_KEY = ["storage-policy"] as const;

export function useStoragePolicy() {
  return useQuery({ queryKey: STORAGE_KEY, queryFn: ({ signal }) => getStoragePolicy(signal) });
}
