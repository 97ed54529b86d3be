"use client";

import type { ReactNode } from "react";
import { cn } from "@/lib/cn";
import { Banner } from "./banner";
import { useErrorText } from "./error-text";

/** What went wrong with the form as a whole; what belongs to fields stands there. */
export function FormError({ error }: { error: unknown }) {
  const say = useErrorText();
  if (error === undefined || error === null) return null;
  return <Banner tone="bad">{say(error)}</Banner>;
}

/** A titled part of a long form: the explanation left, the fields right. */
export function FormSection({ title, hint, children, className }: { title: ReactNode; hint?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={cn("grid gap-4 border-t py-6 first:border-t-0 first:pt-0 md:grid-cols-[16rem_1fr] md:gap-10", className)}>
      <div>
        <h2 className="text-sm font-semibold">{title}</h2>
        {hint !== undefined && <p className="mt-1 text-xs text-ink-faint">{hint}</p>}
      </div>
      <div className="flex max-w-xl min-w-0 flex-col gap-4">{children}</div>
    </section>
  );
}
