"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/ui/skeleton";

/** A chart; its library is fetched when the first one is shown. */
export const Plot = dynamic(() => import("./plots"), { ssr: false, loading: () => <Skeleton className="mx-2 h-56" /> });
