/** The mark: a voice between two silences. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" className={className} aria-hidden>
      <rect width="24" height="24" rx="6.5" fill="var(--accent)" />
      <g stroke="var(--accent-ink)" strokeWidth="2" strokeLinecap="round">
        <path d="M6 11.25v1.5M9 8.75v6.5M12 5.75v12.5M15 9.25v5.5M18 11.25v1.5" />
      </g>
    </svg>
  );
}
