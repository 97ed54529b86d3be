"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";
import { LIST, TAB } from "./tab-looks";

const CHOSEN = "font-medium text-ink after:bg-accent";

/** Parts of a page that have an address of their own. */
export function LinkTabs({ tabs, current, label }: { tabs: readonly { href: string; label: ReactNode }[]; current: string; label: string }) {
  const list = useRef<HTMLElement>(null);
  // On a narrow screen the part that is shown may lie beyond the edge.
  useEffect(() => {
    list.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav ref={list} className={LIST} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} href={tab.href} aria-current={tab.href === current ? "page" : undefined} className={cn(TAB, tab.href === current && CHOSEN)}>
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
