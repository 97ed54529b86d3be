import type { ComponentProps, ReactNode } from "react";
import { cn } from "@/lib/cn";

export const INPUT_CLASSES = cn(
  "w-full rounded-md bg-surface text-sm text-ink shadow-lift ring-1 ring-inset ring-line-strong transition-shadow placeholder:text-ink-faint",
  "focus-visible:outline-2 focus-visible:-outline-offset-1",
  "disabled:bg-sunken disabled:text-ink-faint aria-invalid:ring-bad aria-invalid:focus-visible:outline-bad",
);

interface InputProps extends ComponentProps<"input"> {
  /** An icon or word inside, before the text. */
  leading?: ReactNode;
  /** The same after the text. */
  trailing?: ReactNode;
}

export function Input({ leading, trailing, className, ...rest }: InputProps) {
  const input = (
    <input
      className={cn(INPUT_CLASSES, "h-8 px-2.5", leading !== undefined && "pl-8", trailing !== undefined && "pr-9", className)}
      {...rest}
    />
  );
  if (leading === undefined && trailing === undefined) return input;
  return (
    <span className="relative flex w-full items-center">
      {leading !== undefined && (
        <span className="pointer-events-none absolute left-2.5 flex text-ink-faint [&_svg]:size-4">{leading}</span>
      )}
      {input}
      {trailing !== undefined && <span className="absolute right-1 flex items-center">{trailing}</span>}
    </span>
  );
}
