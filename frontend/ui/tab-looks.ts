export const LIST = "flex gap-1 overflow-x-auto border-b [scrollbar-width:none]";
export const TAB =
  "relative flex h-9 items-center gap-1.5 px-2.5 text-sm whitespace-nowrap text-ink-soft transition-colors hover:text-ink after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full";
