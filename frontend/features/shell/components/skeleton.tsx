import { cn } from "@/lib/cn";
import { Skeleton } from "@/ui/skeleton";

export function ShellSkeleton({ isCollapsed }: { isCollapsed: boolean }) {
  return (
    <div className="flex min-h-dvh" aria-busy>
      <div className={cn("hidden shrink-0 flex-col gap-4 border-r bg-sunken p-4 md:flex", isCollapsed ? "w-14" : "w-58")}>
        <Skeleton className="h-6 w-full" />
        <Skeleton className="mt-4 h-4 w-3/4" />
        <Skeleton className="h-4 w-1/2" />
        <Skeleton className="h-4 w-2/3" />
      </div>
      <div className="flex-1 px-4 py-5 md:px-8 md:py-7">
        <Skeleton className="h-7 w-40" />
        <Skeleton className="mt-6 h-48 w-full max-w-3xl" />
      </div>
    </div>
  );
}
