/** Keys to press, separated by spaces: "⌘ K", "G C". */
export function Kbd({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(" ").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded bg-active px-1 font-sans text-2xs font-medium text-ink-soft"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
