/** An E.164 number in groups one can read out: +91 80451 23456. */
export function PhoneNumber({ e164, className }: { e164: string; className?: string }) {
  if (!e164) return <span className="text-ink-faint">–</span>;
  return <span className={`numbers whitespace-nowrap ${className ?? ""}`}>{grouped(e164)}</span>;
}

export function grouped(e164: string): string {
  const indian = /^\+91(\d{5})(\d{5})$/.exec(e164);
  if (indian) return `+91 ${indian[1]} ${indian[2]}`;
  const american = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  if (american) return `+1 ${american[1]} ${american[2]} ${american[3]}`;
  return e164;
}
