import { useTranslations } from "next-intl";
import { useSpec } from "@/features/agents/hooks/use-editor";
import type { NodeKind } from "@/features/agents/model/spec";
import { SpecNumber } from "../fields/number-field";
import { SpecSelect } from "../fields/select-field";
import { SpecSwitch } from "../fields/switch-field";
import { SpecText } from "../fields/text-field";
import { SpecTexts } from "../fields/texts-field";
import { DigitsFields } from "./digits-fields";
import { ToolsEditor } from "./tools-editor";

/** The fields of a node, by its kind; `path` is that of the kind's message. */
export function KindFields({ kind, path }: { kind: NodeKind; path: string }) {
  const t = useTranslations("agent");
  switch (kind) {
    case "say":
      return (
        <>
          <SpecText path={`${path}.text`} label="text" isLong isTemplate />
          <SpecSwitch path={`${path}.uninterruptible`} label="uninterruptible" />
        </>
      );
    case "ask":
      return (
        <>
          <SpecText path={`${path}.prompt`} label="prompt" isLong isTemplate />
          <SpecTexts path={`${path}.reprompts`} label="reprompts" isTemplate isOrdered />
          <SpecNumber path={`${path}.max_attempts`} label="max_attempts" fallback="2" min={1} max={10} />
          <VariableSelect path={`${path}.answer_variable`} label="answer_variable" isOptional />
        </>
      );
    case "collect":
      return (
        <>
          <VariableSelect path={`${path}.variable`} label="variable" />
          <SpecText path={`${path}.prompt`} label="prompt" isLong isTemplate />
          <SpecTexts path={`${path}.reprompts`} label="reprompts" isTemplate isOrdered />
          <SpecNumber path={`${path}.max_attempts`} label="max_attempts" fallback="3" min={1} max={10} />
          <SpecTexts path={`${path}.phrases`} label="phrases" placeholder={t("phrasePlaceholder")} isTemplate />
          <DigitsFields path={`${path}.digits`} />
        </>
      );
    case "branch":
      return <p className="text-sm text-ink-soft">{t("branchHint")}</p>;
    case "prompt":
      return (
        <>
          <SpecText path={`${path}.instructions`} label="instructions" isLong isTemplate />
          <SpecText path={`${path}.opening`} label="opening" isLong isTemplate />
          <SpecNumber path={`${path}.max_turns`} label="max_turns" fallback={t("unbounded")} min={0} />
          <ToolsEditor path={`${path}.tools`} />
        </>
      );
    case "transfer":
      return (
        <>
          <SpecText path={`${path}.to`} label="to" isTemplate placeholder="+91 80000 00003" />
          <SpecText path={`${path}.announcement`} label="announcement" isLong isTemplate />
        </>
      );
    case "hang_up":
      return (
        <>
          <SpecText path={`${path}.farewell`} label="farewell" isLong isTemplate />
          <SpecText path={`${path}.disposition`} label="disposition" placeholder="booked" />
        </>
      );
  }
}

export function VariableSelect({ path, label, isOptional = false }: { path: string; label: "variable" | "answer_variable"; isOptional?: boolean }) {
  const t = useTranslations("agent");
  const names = (useSpec().variables ?? []).map((variable) => variable.name ?? "").filter(Boolean);
  const options = names.map((name) => ({ value: name, label: name }));
  return <SpecSelect path={path} label={label} isSearched placeholder={t("chooseVariable")} options={isOptional ? [{ value: "", label: t("none") }, ...options] : options} />;
}
