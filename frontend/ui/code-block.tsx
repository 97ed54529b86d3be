import { cn } from "@/lib/cn";
import { CopyButton } from "./copy-button";

/** Text for machines, to read or to copy. */
export function CodeBlock({ code, className }: { code: string; className?: string }) {
  return (
    <div className={cn("relative rounded-lg bg-sunken ring-1 ring-line ring-inset", className)}>
      <pre className="max-h-96 overflow-auto p-3 pr-11 font-mono text-xs leading-5"><code>{code}</code></pre>
      <span className="absolute top-1.5 right-1.5"><CopyButton text={code} /></span>
    </div>
  );
}
