import { useEffect, useRef } from "react";

/** How loud it is, drawn without asking React for every change. */
export function LevelMeter({ label, read, tone }: { label: string; read: () => number; tone: "accent" | "good" }) {
  const bar = useRef<HTMLSpanElement>(null);
  const level = useRef(read);
  useEffect(() => {
    level.current = read;
  });
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      // Loudness is felt in steps of decibels, from -50 up.
      const decibels = 20 * Math.log10(Math.max(level.current(), 1e-5));
      if (bar.current) bar.current.style.transform = `scaleX(${Math.max(0, Math.min(1, (decibels + 50) / 50)).toFixed(3)})`;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, []);
  return (
    <span className="flex items-center gap-2 text-2xs text-ink-faint">
      <span className="w-12 truncate">{label}</span>
      <span aria-hidden className="h-1.5 flex-1 overflow-hidden rounded-full bg-active">
        <span ref={bar} className={tone === "accent" ? "block h-full origin-left bg-accent" : "block h-full origin-left bg-good"} />
      </span>
    </span>
  );
}
