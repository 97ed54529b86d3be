import { Slot } from "radix-ui";
import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const VARIANTS = {
  primary: "bg-accent text-accent-ink shadow-lift hover:bg-accent-hover",
  secondary: "bg-surface text-ink shadow-lift ring-1 ring-inset ring-line-strong hover:bg-hover",
  ghost: "text-ink-soft hover:bg-hover hover:text-ink",
  danger: "bg-bad text-accent-ink shadow-lift hover:bg-bad-hover",
  link: "text-accent-text underline-offset-4 hover:underline px-0 h-auto",
} as const;

const SIZES = {
  sm: "h-7 gap-1.5 px-2.5 text-xs",
  md: "h-8 gap-2 px-3 text-sm",
  lg: "h-10 gap-2 px-4 text-base",
} as const;

export interface ButtonProps extends ComponentProps<"button"> {
  variant?: keyof typeof VARIANTS;
  size?: keyof typeof SIZES;
  /** Works on what it was pressed for: shows so and takes no second press. */
  isBusy?: boolean;
  /** Draws its only child, for example a link, as a button. */
  asChild?: boolean;
}

export function Button({
  variant = "secondary",
  size = "md",
  isBusy = false,
  asChild = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = cn(
    "inline-flex shrink-0 select-none items-center justify-center rounded-md font-medium whitespace-nowrap transition-colors duration-100",
    "disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
    SIZES[size],
    VARIANTS[variant],
    className,
  );
  if (asChild) return <Slot.Root className={classes} {...rest}>{children}</Slot.Root>;
  return (
    <button type="button" className={classes} disabled={disabled === true || isBusy} aria-busy={isBusy} {...rest}>
      {isBusy && <LoaderCircle className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
