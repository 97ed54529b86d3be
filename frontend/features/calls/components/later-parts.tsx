"use client";

import { deferred } from "@/lib/deferred";
import { Skeleton } from "@/ui/skeleton";

/** What a page of a call shows once the call is read: its code comes meanwhile. */
export const PlayerCard = deferred(() => import("./player-card").then((module) => module.PlayerCard), {
  placeholder: <Skeleton className="h-44 rounded-xl" />,
});

export const Transcript = deferred(() => import("./transcript").then((module) => module.Transcript), {
  placeholder: <Skeleton className="m-4 h-96" />,
});

export const CallPanel = deferred(() => import("./call-panel").then((module) => module.CallPanel), {
  placeholder: <Skeleton className="h-96 rounded-xl" />,
});

export const CALL_PARTS = [PlayerCard, Transcript, CallPanel] as const;
