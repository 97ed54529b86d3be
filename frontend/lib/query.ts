import { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/lib/errors";

const FRESH_MS = 15_000;
const MAX_RETRIES = 2;

/** Only what may work the next time is asked again. */
function mayRetry(failures: number, error: Error): boolean {
  const isPassing = !(error instanceof ApiError) || error.status >= 500 || error.status === 429;
  return isPassing && failures < MAX_RETRIES;
}

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: mayRetry,
        retryDelay: (attempt, error) =>
          error instanceof ApiError && error.retryAfterS ? Math.min(error.retryAfterS * 1000, 10_000) : 500 * 2 ** attempt,
      },
      // A change that waits for the network would happen when nobody expects it any more.
      mutations: { networkMode: "always", retry: false },
    },
  });
}
