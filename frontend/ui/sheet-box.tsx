"use client";

import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { cn } from "@/lib/cn";
import { Overlay } from "./dialog-box";
import { focusFirstField } from "./first-field";
import { IconButton } from "./icon-button";
import type { SheetProps } from "./sheet";

export function SheetBox({ isOpen, onOpenChange, title, isTitleHidden = false, side = "right", footer, className, children }: SheetProps) {
  const t = useTranslations("ui");
  return (
    <Radix.Root open={isOpen} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Overlay />
        <Radix.Content
          onOpenAutoFocus={focusFirstField}
          aria-describedby={undefined}
          className={cn(
            "fixed inset-y-0 z-50 flex w-full flex-col bg-raised shadow-pop focus-visible:outline-none",
            side === "right" ? "right-0 max-w-xl animate-slide-left" : "left-0 max-w-72 animate-slide-right",
            className,
          )}
        >
          <div className={cn("flex items-center justify-between gap-4 border-b px-5 py-3", isTitleHidden && "sr-only")}>
            <Radix.Title className="truncate text-base font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton icon={X} label={t("close")} size="sm" hasTooltip={false} />
            </Radix.Close>
          </div>
          <div className={cn("min-h-0 flex-1 overflow-y-auto", !isTitleHidden && "p-5")}>{children}</div>
          {footer !== undefined && <div className="flex justify-end gap-2 border-t px-5 py-3">{footer}</div>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
