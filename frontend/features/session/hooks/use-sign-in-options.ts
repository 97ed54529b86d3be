import { useQuery } from "@tanstack/react-query";
import { signInOptions } from "../api/session";

/** How people sign in at this installation. */
export function useSignInOptions() {
  return useQuery({ queryKey: ["sign-in-options"], queryFn: ({ signal }) => signInOptions(signal), staleTime: Infinity });
}
