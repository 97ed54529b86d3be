"use client";

import { useTranslations } from "next-intl";
import { useMay } from "@/features/session/hooks/use-me";
import { Tooltip } from "@/ui/tooltip";
import { TypedSearch } from "./typed-search";

/** Who may not see callers' numbers finds calls by the organization's own. */
export function NumberSearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("calls.filters");
  const seesCallers = useMay("callers.read");
  const input = <TypedSearch label={t(seesCallers ? "number" : "ourNumber")} value={value} onChange={onChange} />;
  return <div className="w-52 max-sm:w-full">{seesCallers ? input : <Tooltip text={t("numberHidden")}><span className="block">{input}</span></Tooltip>}</div>;
}
