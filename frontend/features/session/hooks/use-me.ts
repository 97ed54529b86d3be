import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";
import type { Message } from "@/lib/api/types";
import type { Permission } from "@/lib/permissions";
import { me } from "../api/session";

export type Me = Message<"Profile">;

export const ME_KEY = ["me"] as const;

export const MeContext = createContext<Me | undefined>(undefined);

export function useMeQuery() {
  return useQuery({ queryKey: ME_KEY, queryFn: ({ signal }) => me(signal), staleTime: 5 * 60_000 });
}

/** The signed-in person; there always is one behind the shell. */
export function useMe(): Me {
  const person = use(MeContext);
  if (!person) throw new Error("useMe belongs behind the shell, in app/(app)");
  return person;
}

/** Whether the signed-in person may do something. Hide what one may not see; disable, with the reason, what one may not do. */
export function useMay(permission: Permission): boolean {
  return useMe().permissions.includes(permission);
}
