import { useTranslations } from "next-intl";

/** Which variables have a value by now. */
export function VariablesSeen({ values }: { values: Readonly<Record<string, string>> }) {
  const t = useTranslations("agent-test");
  const known = Object.entries(values);
  if (known.length === 0) return null;
  return (
    <section aria-label={t("variables")} className="max-h-32 overflow-y-auto border-t px-3 py-2.5">
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs">
        {known.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-ink-faint">{name}</dt>
            <dd className="truncate">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
