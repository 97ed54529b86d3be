import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Input } from "@/ui/input";
import { useSpec } from "@/features/agents/hooks/use-editor";

/** Values to begin with, as whoever places a call gives them. */
export function StartValues({ values, onChange }: { values: Record<string, string>; onChange: (values: Record<string, string>) => void }) {
  const t = useTranslations("agent-test");
  const id = useId();
  const variables = useSpec().variables ?? [];
  if (variables.length === 0) return null;
  return (
    <details className="group text-sm">
      <summary className="flex items-center gap-1 text-xs text-ink-soft">
        <ChevronRight className="size-3.5 group-open:rotate-90" aria-hidden />
        {t("startValues")}
      </summary>
      <div className="mt-2 grid max-h-52 grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1.5 overflow-y-auto">
        {variables.map(({ name = "", default_value }) => (
          <div key={name} className="contents">
            <label htmlFor={`${id}-${name}`} className="font-mono text-xs">{name}</label>
            <Input
              id={`${id}-${name}`}
              value={values[name] ?? ""}
              placeholder={default_value}
              onChange={(event) => onChange(Object.fromEntries(Object.entries({ ...values, [name]: event.target.value }).filter(([, value]) => value !== "")))}
              autoComplete="off"
            />
          </div>
        ))}
      </div>
    </details>
  );
}
