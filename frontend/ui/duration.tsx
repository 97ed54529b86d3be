/** A length of time as a clock: 0:07, 12:40, 1:02:03. int64 fields come as strings. */
export function Duration({ ms, className }: { ms: string | number | undefined; className?: string }) {
  if (ms === undefined) return <span className="text-ink-faint">–</span>;
  return <span className={`numbers ${className ?? ""}`}>{clock(Number(ms))}</span>;
}

export function clock(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** A span that is felt, not read off a clock: 640 ms, 1.2 s. */
export function Milliseconds({ value }: { value: number | undefined }) {
  if (value === undefined) return <span className="text-ink-faint">–</span>;
  return <span className="numbers">{value < 1000 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`}</span>;
}
