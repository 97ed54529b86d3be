"use client";

import type { ReactNode } from "react";
import { useOverlays } from "./overlay";

export interface SheetProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  /** Shows the title only to who cannot see the sheet. */
  isTitleHidden?: boolean;
  side?: "left" | "right";
  footer?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A panel over the page's edge: details of a row, a form that needs room, the navigation of a phone. */
export function Sheet(props: SheetProps) {
  const Box = useOverlays(props.isOpen)?.SheetBox;
  return Box && <Box {...props} />;
}
