"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { cn } from "@/lib/cn";
import type { DialogProps } from "./dialog";
import { focusFirstField } from "./first-field";
import { IconButton } from "./icon-button";

const WIDTHS = { sm: "max-w-sm", md: "max-w-lg", lg: "max-w-3xl" } as const;

export function DialogBox({ isOpen, onOpenChange, title, description, footer, width = "md", children }: DialogProps) {
  const t = useTranslations("ui");
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          onOpenAutoFocus={focusFirstField}
          className={cn(
            "fixed inset-x-3 top-[max(1.5rem,10vh)] z-50 mx-auto flex max-h-[80vh] flex-col rounded-xl bg-raised shadow-pop animate-pop focus-visible:outline-none",
            WIDTHS[width],
          )}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4 pb-3">
            <div>
              <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
              <Radix.Description className={cn("mt-1 text-sm text-ink-soft", description === undefined && "sr-only")}>{description ?? title}</Radix.Description>
            </div>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("close")} size="sm" hasTooltip={false} className="-mt-0.5 -mr-1.5" />
            </Radix.Close>
          </div>
          {children !== undefined && <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>}
          {footer !== undefined && <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function Overlay() {
  return <Radix.Overlay className="fixed inset-0 z-40 bg-[oklch(0.15_0.01_235/0.4)] animate-fade" />;
}
