import { useTranslations } from "next-intl";
import { SpecSelect } from "../fields/select-field";
import { SpecText } from "../fields/text-field";
import { SpecTexts } from "../fields/texts-field";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "*", "#"].map((key) => ({ value: key, label: key }));

export function IntentFields({ path }: { path: string }) {
  const t = useTranslations("agent");
  return (
    <>
      <SpecText path={`${path}.name`} label="intent_name" placeholder="book" />
      <SpecText path={`${path}.description`} label="intent_description" isLong />
      <SpecTexts path={`${path}.examples`} label="examples" placeholder={t("examplePlaceholder")} isTemplate />
      <SpecSelect path={`${path}.digit`} label="digit" options={[{ value: "", label: t("none") }, ...KEYS]} isSearched placeholder={t("none")} />
    </>
  );
}
