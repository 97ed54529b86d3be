"use client";

import { Slot } from "radix-ui";
import { type FocusEvent, type PointerEvent, type ReactNode, createContext, use, useCallback, useEffect, useId, useRef, useState } from "react";
import { useOverlays } from "./overlay";

const DELAY_MS = 400;
/** Who has just read one reads the next one at once. */
const FRESH_MS = 300;
/** Long enough to reach the tooltip's own words with the pointer. */
const LEAVING_MS = 120;

export type TooltipSide = "top" | "right" | "bottom" | "left";

interface TooltipProps {
  text: ReactNode;
  keys?: string;
  side?: TooltipSide;
  children: ReactNode;
}

const Delay = createContext(DELAY_MS);

export function TooltipProvider({ delayDuration = DELAY_MS, children }: { delayDuration?: number; children: ReactNode }) {
  return <Delay value={delayDuration}>{children}</Delay>;
}

/** Says more about its only child while that is pointed at or has the keyboard's focus. */
export function Tooltip({ text, keys, side = "top", children }: TooltipProps) {
  const id = useId();
  const { anchor, open, close } = useShown();
  const delayMs = use(Delay);
  const isPressed = useRef(false);
  return (
    <>
      <Slot.Root
        aria-describedby={anchor ? id : undefined}
        onPointerEnter={(event: PointerEvent<HTMLElement>) => event.pointerType !== "touch" && open(event.currentTarget, delayMs)}
        onPointerLeave={() => close(LEAVING_MS)}
        onPointerDown={() => {
          isPressed.current = true;
          close();
        }}
        onFocus={(event: FocusEvent<HTMLElement>) => !isPressed.current && open(event.currentTarget, 0)}
        onBlur={() => {
          isPressed.current = false;
          close();
        }}
        onClick={() => {
          isPressed.current = false;
          close();
        }}
      >
        {children}
      </Slot.Root>
      {anchor && <Bubble id={id} anchor={anchor} side={side} text={text} keys={keys} stay={() => open(anchor, 0)} close={close} />}
    </>
  );
}

export interface BubbleProps {
  id: string;
  anchor: HTMLElement;
  side: TooltipSide;
  text: ReactNode;
  keys: string | undefined;
  stay: () => void;
  close: (afterMs?: number) => void;
}

function Bubble(props: BubbleProps) {
  const Content = useOverlays(true)?.TooltipBubble;
  return Content && <Content {...props} />;
}

let closeOther: (() => void) | undefined;
let closedAt = -Infinity;

/** What the tooltip stands at while it is shown. There is one at a time on the page. */
function useShown() {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const isShown = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const show = useCallback((at: HTMLElement | undefined) => {
    if (isShown.current && !at) closedAt = performance.now();
    isShown.current = at !== undefined;
    setAnchor(at);
  }, []);

  const close = useCallback((afterMs = 0) => {
    clearTimeout(timer.current);
    if (afterMs > 0) timer.current = setTimeout(() => show(undefined), afterMs);
    else show(undefined);
  }, [show]);

  const open = useCallback((at: HTMLElement, delayMs: number) => {
    clearTimeout(timer.current);
    const appear = () => {
      if (closeOther !== close) closeOther?.();
      closeOther = close;
      show(at);
    };
    if (delayMs > 0 && performance.now() - closedAt > FRESH_MS) timer.current = setTimeout(appear, delayMs);
    else appear();
  }, [close, show]);

  return { anchor, open, close };
}
