import { useTranslations } from "next-intl";
import { Combobox } from "@/ui/combobox";
import type { Adapter } from "@/features/agents/api/integrations";
import { useEditor } from "@/features/agents/hooks/use-editor";
import { withValue } from "@/features/agents/model/paths";
import { SpecField } from "../fields/spec-field";
import { firstChoice, isUsable } from "./chain";

/** Usable adapters first; the others say what they lack. */
export function AdapterField({ path, offered, language }: { path: string; offered: readonly Adapter[]; language: string }) {
  const t = useTranslations("agent.chain");
  const { store } = useEditor();
  const sorted = [...offered].sort((a, b) => Number(isUsable(b, language)) - Number(isUsable(a, language)) || a.display_name.localeCompare(b.display_name));
  const hint = (adapter: Adapter) => {
    if (adapter.unavailable_reason) return adapter.unavailable_reason;
    if (!isUsable(adapter, language)) return t("otherLanguages");
    if (adapter.credential_needed) return t("needsCredential");
    if (adapter.server?.standing === "SERVER_STANDING_UNREACHABLE") return t("unreachable", { address: adapter.server.address });
    return adapter.server?.standing === "SERVER_STANDING_UNSPECIFIED" ? t("unprobed") : undefined;
  };
  return (
    <SpecField path={`${path}.adapter`} label="adapter">
      {(control, { value, isReadOnly }) => {
        const id = typeof value === "string" ? value : "";
        const known = sorted.map((adapter) => ({ value: adapter.id, label: adapter.display_name || adapter.id, hint: hint(adapter) }));
        // What is chosen is shown even while nobody offers it.
        const options = id && !known.some((option) => option.value === id) ? [{ value: id, label: id, hint: t("notOffered") }, ...known] : known;
        const choose = (next: string) => {
          const adapter = offered.find((each) => each.id === next);
          // Models, voices and settings belong to the adapter: those of another mean nothing to it.
          if (adapter && next !== id) store.edit((spec) => withValue(spec, path, firstChoice(adapter, language)), path);
        };
        return <Combobox {...control} value={id} onChange={choose} options={options} placeholder={t("choose")} disabled={isReadOnly} />;
      }}
    </SpecField>
  );
}
