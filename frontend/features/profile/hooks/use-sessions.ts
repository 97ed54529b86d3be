import { usePagedRows } from "@/lib/pages";
import { listSessions } from "../api/profile";

export const SESSIONS_KEY = ["sessions"] as const;

/** Where the person is signed in. */
export function useSessions() {
  return usePagedRows(SESSIONS_KEY, listSessions);
}
