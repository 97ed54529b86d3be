import type { LucideIcon } from "lucide-react";
import { cn } from "@/lib/cn";
import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

interface IconButtonProps extends Omit<ButtonProps, "children" | "asChild"> {
  icon: LucideIcon;
  /** What it does, for the tooltip and for who cannot see the icon. */
  label: string;
  /** Keys that do the same, shown in the tooltip. */
  keys?: string;
  hasTooltip?: boolean;
}

export function IconButton({ icon: Icon, label, keys, hasTooltip = true, variant = "ghost", size = "md", className, ...rest }: IconButtonProps) {
  const button = (
    <Button
      variant={variant}
      size={size}
      aria-label={label}
      className={cn("px-0", size === "sm" ? "w-7" : size === "lg" ? "w-10" : "w-8", className)}
      {...rest}
    >
      <Icon aria-hidden />
    </Button>
  );
  return hasTooltip ? <Tooltip text={label} keys={keys}>{button}</Tooltip> : button;
}
