import { cn } from "@/lib/cn";

/** Holds the place of what is loading; give it the size that will come. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={cn("block rounded-md bg-active animate-shimmer", className)} />;
}
