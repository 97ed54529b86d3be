import { cn } from "@/lib/cn";

const BARS = 40;
const WIDTH = 400;
const HEIGHT = 160;

/** A quiet picture of a voice. */
export function Voice({ className }: { className?: string }) {
  return (
    <span aria-hidden className={cn("items-center justify-end pr-10", className)}>
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} className="w-full max-w-md fill-accent opacity-70">
        {Array.from({ length: BARS }, (_, index) => <Bar key={index} index={index} />)}
      </svg>
    </span>
  );
}

function Bar({ index }: { index: number }) {
  const place = index / (BARS - 1);
  const loudness = Math.abs(Math.sin(place * 13) * Math.sin(place * 5 + 1)) * Math.sin(place * Math.PI);
  const height = 6 + loudness * (HEIGHT - 20);
  return <rect x={place * (WIDTH - 5)} y={(HEIGHT - height) / 2} width={5} height={height} rx={2.5} opacity={0.25 + 0.75 * place} />;
}
