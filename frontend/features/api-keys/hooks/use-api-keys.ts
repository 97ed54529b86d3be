import { usePagedRows } from "@/lib/pages";
import { listApiKeys } from "../api/api-keys";

export const API_KEYS_KEY = ["api-keys"] as const;

export function useApiKeys() {
  return usePagedRows(API_KEYS_KEY, listApiKeys);
}
