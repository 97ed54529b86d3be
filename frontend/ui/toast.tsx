"use client";

import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Toast as Radix } from "radix-ui";
import { useSyncExternalStore } from "react";
import { Button } from "./button";
import { IconButton } from "./icon-button";

export interface ToastContent {
  title: string;
  description?: string;
  tone?: "neutral" | "good" | "bad";
  /** Takes back what was done; the toast stays longer then. */
  undo?: () => void;
}

interface ShownToast extends ToastContent {
  id: number;
}

const MAX_SHOWN = 3;
const SHOWN_MS = 5_000;
const UNDO_MS = 10_000;
const ICONS = { neutral: Info, good: CircleCheck, bad: CircleAlert } as const;
const ICON_COLOURS = { neutral: "text-ink-faint", good: "text-good", bad: "text-bad" } as const;

let shown: readonly ShownToast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

function change(next: readonly ShownToast[]) {
  shown = next;
  for (const listener of listeners) listener();
}

/** Says shortly what has happened. What needs an answer is a dialog; what stays wrong is a banner. */
export function toast(content: ToastContent): void {
  lastId += 1;
  change([...shown, { ...content, id: lastId }].slice(-MAX_SHOWN));
}

function dismiss(id: number) {
  change(shown.filter((each) => each.id !== id));
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toaster() {
  const t = useTranslations("ui");
  const toasts = useSyncExternalStore(subscribe, () => shown, () => undefined);
  // Not on the server: Radix would write a style attribute, which the content security policy refuses.
  if (!toasts) return null;
  return (
    <Radix.Provider swipeDirection="right" label={t("notification")}>
      {toasts.map((each) => (
        <ToastCard key={each.id} content={each} />
      ))}
      <Radix.Viewport
        label={t("notifications", { hotkey: "{hotkey}" })}
        className="fixed right-0 bottom-0 z-60 flex w-full max-w-sm flex-col gap-2 p-4 outline-none"
      />
    </Radix.Provider>
  );
}

function ToastCard({ content }: { content: ShownToast }) {
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
