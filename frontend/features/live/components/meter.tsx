"use client";

import { useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

const FLOOR_DB = -54;
const FALL = 0.86;

/** How loud something is, by decibels; moves without drawing the page again. */
export function Meter({ read, className }: { read: () => number; className?: string }) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let shown = 0;
    let frame = requestAnimationFrame(function draw() {
      const level = read();
      const share = level > 0 ? Math.max(1 - (20 * Math.log10(level)) / FLOOR_DB, 0) : 0;
      shown = Math.max(share, shown * FALL);
      if (bar.current) bar.current.style.width = `${Math.min(shown, 1) * 100}%`;
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [read]);
  return (
    <span aria-hidden className={cn("block h-1.5 w-24 overflow-hidden rounded-full bg-active", className)}>
      <span ref={bar} className="block h-full w-0 rounded-full bg-current" />
    </span>
  );
}
