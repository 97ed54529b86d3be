"use client";

import type { ReactNode } from "react";
import { useOverlays } from "./overlay";

export interface DialogProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, the one that confirms last. */
  footer?: ReactNode;
  width?: "sm" | "md" | "lg";
  children?: ReactNode;
}

export function Dialog(props: DialogProps) {
  const Box = useOverlays(props.isOpen)?.DialogBox;
  return Box && <Box {...props} />;
}
