"use client";

import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { LIST, TAB } from "./tab-looks";

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
