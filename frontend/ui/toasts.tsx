"use client";

import { CircleAlert, CircleCheck, Info, TriangleAlert, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toast as Radix } from "radix-ui";
import { Button } from "./button";
import { IconButton } from "./icon-button";
import type { ShownToast } from "./toast";

const SHOWN_MS = 5_000;
const UNDO_MS = 10_000;
const ICONS = { neutral: Info, good: CircleCheck, warn: TriangleAlert, bad: CircleAlert } as const;
const ICON_COLOURS = { neutral: "text-ink-faint", good: "text-good", warn: "text-warn", bad: "text-bad" } as const;

interface ToastsProps {
  toasts: readonly ShownToast[];
  dismiss: (id: number) => void;
}

export function Toasts({ toasts, dismiss }: ToastsProps) {
  const t = useTranslations("ui");
  return (
    <Radix.Provider swipeDirection="right" label={t("notification")}>
      {toasts.map((each) => (
        <ToastCard key={each.id} content={each} dismiss={dismiss} />
      ))}
      <Radix.Viewport
        label={t("notifications", { hotkey: "{hotkey}" })}
        className="fixed right-0 bottom-0 z-60 flex w-full max-w-sm flex-col gap-2 p-4 outline-none"
      />
    </Radix.Provider>
  );
}

function ToastCard({ content, dismiss }: { content: ShownToast; dismiss: (id: number) => void }) {
  const t = useTranslations("ui");
  const { id, title, description, tone = "neutral", undo } = content;
  const Icon = ICONS[tone];
  return (
    <Radix.Root
      duration={undo ? UNDO_MS : SHOWN_MS}
      type={tone === "bad" ? "foreground" : "background"}
      onOpenChange={(isOpen) => !isOpen && dismiss(id)}
      className="flex items-start gap-2.5 rounded-lg bg-raised py-2.5 pr-2 pl-3 shadow-pop animate-rise data-[swipe=move]:translate-x-(--radix-toast-swipe-move-x)"
    >
      <Icon className={`mt-0.5 size-4 shrink-0 ${ICON_COLOURS[tone]}`} aria-hidden />
      <div className="min-w-0 flex-1 py-px">
        <Radix.Title className="text-sm font-medium">{title}</Radix.Title>
        {description && <Radix.Description className="mt-0.5 text-xs whitespace-pre-line text-ink-soft">{description}</Radix.Description>}
      </div>
      {undo && (
        <Radix.Action altText={t("undo")} asChild>
          <Button size="sm" onClick={undo}>{t("undo")}</Button>
        </Radix.Action>
      )}
      <Radix.Close asChild>
        <IconButton icon={X} label={t("close")} size="sm" hasTooltip={false} />
      </Radix.Close>
    </Radix.Root>
  );
}
