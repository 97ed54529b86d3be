import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";
import { INPUT_CLASSES } from "./input";

/** Grows with its text. */
export function Textarea({ className, rows = 3, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      className={cn(INPUT_CLASSES, "field-sizing-content max-h-96 min-h-16 resize-y px-2.5 py-1.5", className)}
      {...rest}
    />
  );
}
