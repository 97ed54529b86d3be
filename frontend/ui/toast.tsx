"use client";

import { useSyncExternalStore } from "react";
import { useOverlays } from "./overlay";

export interface ToastContent {
  title: string;
  description?: string;
  tone?: "neutral" | "good" | "warn" | "bad";
  /** Takes back what was done; the toast stays longer then. */
  undo?: () => void;
}

export interface ShownToast extends ToastContent {
  id: number;
}

const MAX_SHOWN = 3;
const NONE: readonly ShownToast[] = [];

let shown = NONE;
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
  const toasts = useSyncExternalStore(subscribe, () => shown, () => NONE);
  const Toasts = useOverlays(toasts.length > 0)?.Toasts;
  return Toasts && <Toasts toasts={toasts} dismiss={dismiss} />;
}
