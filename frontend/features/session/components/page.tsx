import type { ReactNode } from "react";

/** The frame of a page of its own: what it is for, a form, ways to elsewhere. */
export function SessionPage({ title, hint, children, footer }: { title: ReactNode; hint?: ReactNode; children: ReactNode; footer?: ReactNode }) {
  return (
    <div className="w-full max-w-sm">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {hint !== undefined && <p className="mt-1.5 text-sm text-pretty text-ink-soft">{hint}</p>}
      <div className="mt-6">{children}</div>
      {footer !== undefined && <div className="mt-6 text-sm text-ink-soft">{footer}</div>}
    </div>
  );
}
