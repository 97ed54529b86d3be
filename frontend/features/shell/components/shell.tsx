"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { PREFERENCES, keepPreference, type Theme } from "@/lib/preferences";
import { cn } from "@/lib/cn";
import { ErrorState } from "@/ui/error-state";
import { MeContext, useMeQuery } from "@/features/session/hooks/use-me";
import { ConnectionBanner } from "./connection-banner";
import { MobileBar } from "./mobile-bar";
import { Palette } from "./palette";
import { Sidebar } from "./sidebar";
import { SignInAgain } from "./sign-in-again";
import { ShellSkeleton } from "./skeleton";

interface ShellProps {
  isNavCollapsed: boolean;
  theme: Theme;
  children: ReactNode;
}

/** What surrounds every page of who is signed in. */
export function Shell({ isNavCollapsed, theme, children }: ShellProps) {
  const t = useTranslations("shell");
  const [isCollapsed, setCollapsed] = useState(isNavCollapsed);
  const [isSearching, setSearching] = useState(false);
  const { data: me, error, refetch } = useMeQuery();

  function collapse(next: boolean) {
    keepPreference(PREFERENCES.nav, next ? "collapsed" : "open");
    setCollapsed(next);
  }

  if (!me) return error && !isSessionOver(error) ? <ErrorState error={error} onRetry={() => void refetch()} className="min-h-dvh justify-center" /> : <ShellSkeleton isCollapsed={isCollapsed} />;

  const search = () => setSearching(true);
  return (
    <MeContext value={me}>
      <a href="#main" className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-raised px-3 py-2 font-medium shadow-pop focus-visible:translate-y-0">{t("skip")}</a>
      <div className="flex min-h-dvh flex-col md:flex-row">
        <MobileBar theme={theme} onSearch={search} />
        <aside className={cn("sticky top-0 hidden h-dvh shrink-0 border-r bg-sunken transition-[width] duration-150 md:block", isCollapsed ? "w-14" : "w-58")}>
          <Sidebar isCollapsed={isCollapsed} onCollapse={collapse} onSearch={search} theme={theme} />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <ConnectionBanner />
          <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[88rem] min-w-0 flex-1 px-4 py-5 focus-visible:outline-none md:px-8 md:py-7">
            {children}
          </main>
        </div>
      </div>
      <SignInAgain />
      <Palette isOpen={isSearching} onOpenChange={setSearching} onCollapse={() => collapse(!isCollapsed)} />
    </MeContext>
  );
}

/** The way to the sign-in page has begun. */
function isSessionOver(error: unknown): boolean {
  return error instanceof Error && "status" in error && error.status === 401;
}
