"use client";

import { useTranslations } from "next-intl";
import { useMay } from "@/features/session/hooks/use-me";
import { Tooltip } from "@/ui/tooltip";
import { TypedSearch } from "./typed-search";

/** Who may not see numbers may not search for one. */
export function NumberSearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("calls.filters");
  const mayAsk = useMay("callers.read");
  const input = <TypedSearch label={t("number")} value={value} onChange={onChange} disabled={!mayAsk} />;
  return <div className="w-52 max-sm:w-full">{mayAsk ? input : <Tooltip text={t("numberHidden")}><span className="block">{input}</span></Tooltip>}</div>;
}
