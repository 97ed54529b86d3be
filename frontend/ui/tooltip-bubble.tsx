"use client";

import { DismissableLayer, Popper } from "radix-ui/internal";
import { Portal } from "radix-ui";
import { useEffect, useMemo } from "react";
import { Kbd } from "./kbd";
import type { BubbleProps } from "./tooltip";

export function TooltipBubble({ id, anchor, side, text, keys, stay, close }: BubbleProps) {
  const at = useMemo(() => ({ current: anchor }), [anchor]);
  useEffect(() => {
    const scrolled = ({ target }: Event) => target instanceof Node && target.contains(anchor) && close();
    addEventListener("scroll", scrolled, true);
    return () => removeEventListener("scroll", scrolled, true);
  }, [anchor, close]);

  return (
    <Popper.Root>
      <Popper.Anchor virtualRef={at} />
      <Portal.Root>
        <DismissableLayer.Root asChild onDismiss={() => close()} onFocusOutside={(event) => event.preventDefault()}>
          <Popper.Content
            id={id}
            role="tooltip"
            side={side}
            sideOffset={6}
            collisionPadding={8}
            onPointerEnter={stay}
            onPointerLeave={() => close()}
            className="z-60 flex max-w-72 items-center gap-2 rounded-md bg-raised px-2 py-1 text-xs text-ink shadow-pop animate-fade"
          >
            {text}
            {keys && <Kbd keys={keys} />}
          </Popper.Content>
        </DismissableLayer.Root>
      </Portal.Root>
    </Popper.Root>
  );
}
