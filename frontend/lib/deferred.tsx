"use client";

import { type ComponentType, type ReactNode, useEffect } from "react";
import { later, useLater, whenIdle } from "@/lib/later";

interface Options<Props> {
  /** Stands where the component will. */
  placeholder?: ReactNode;
  /** False while nobody would see it, as of a dialog that is closed: it is fetched then when the page is idle. */
  isWanted?: (props: Props) => boolean;
}

/**
 * A component whose code comes after the page.
 * `const ShareDialog = deferred(() => import("./share-dialog").then((module) => module.ShareDialog), ifOpen)`
 */
export function deferred<Props extends object>(
  fetchComponent: () => Promise<ComponentType<Props>>,
  { placeholder = null, isWanted = () => true }: Options<Props> = {},
) {
  const part = later(async () => ({ Component: await fetchComponent() }));
  function Deferred(props: Props) {
    const Component = useLater(part, isWanted(props))?.Component;
    return Component ? <Component {...props} /> : placeholder;
  }
  return Object.assign(Deferred, { load: part.load });
}

export const ifOpen = { isWanted: ({ isOpen }: { isOpen: boolean }) => isOpen };

/** Fetches what is not on the page yet when the page has nothing else to do. Give it a constant. */
export function useSoon(components: readonly { load: () => Promise<unknown> }[]): void {
  useEffect(() => whenIdle(() => void Promise.all(components.map(({ load }) => load()))), [components]);
}
