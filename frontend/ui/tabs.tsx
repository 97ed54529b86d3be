"use client";

import Link from "next/link";
import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

const LIST = "flex gap-1 overflow-x-auto border-b [scrollbar-width:none]";
const TAB =
  "relative flex h-9 items-center gap-1.5 px-2.5 text-sm whitespace-nowrap text-ink-soft transition-colors hover:text-ink after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full";
const CHOSEN = "font-medium text-ink after:bg-accent";

export interface Tab {
  value: string;
  label: ReactNode;
  content: ReactNode;
}

/** Tabs within a page; for parts with an address of their own, use LinkTabs. */
export function Tabs({ tabs, value, onChange, className }: { tabs: readonly Tab[]; value?: string; onChange?: (value: string) => void; className?: string }) {
  return (
    <Radix.Root value={value} defaultValue={value === undefined ? tabs[0]?.value : undefined} onValueChange={onChange} className={className}>
      <Radix.List className={LIST}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className={cn(TAB, "data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:after:bg-accent")}
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="pt-5">{tab.content}</Radix.Content>
      ))}
    </Radix.Root>
  );
}

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
