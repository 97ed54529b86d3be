import { useQueryClient } from "@tanstack/react-query";
import { CalendarCheck, ClipboardList, File, type LucideIcon, Sparkles } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { cn } from "@/lib/cn";
import { useForm } from "@/lib/form";
import { MAX_NAME } from "@/lib/renaming";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { MAX_DESCRIPTION, createAgent } from "@/features/agents/api/agents";
import { useAddress } from "@/features/agents/hooks/use-address";
import type { Adapter } from "@/features/agents/api/integrations";
import { useReadyAdapters } from "@/features/agents/hooks/use-agents";
import { worksIn } from "@/features/agents/model/languages";
import { TEMPLATES, type TemplateName, specFrom } from "@/features/agents/templates";
import { LanguageSelect } from "../fields/language-select";

const ICONS: Record<TemplateName, LucideIcon> = { blank: File, appointment: CalendarCheck, concierge: Sparkles, survey: ClipboardList };
const NAMES = Object.keys(TEMPLATES) as TemplateName[];

/** Open while the address says which template. */
export function CreateAgent() {
  const { query, change } = useAddress();
  const wanted = query.get("create");
  const mayWrite = useMay("agents.write");
  if (wanted === null || !mayWrite) return null;
  const template = NAMES.find((name) => name === wanted) ?? "blank";
  return <CreateDialog template={template} onTemplate={(create) => change({ create })} onClose={() => change({ create: undefined })} />;
}

interface CreateDialogProps {
  template: TemplateName;
  onTemplate: (name: TemplateName) => void;
  onClose: () => void;
}

function CreateDialog({ template, onTemplate, onClose }: CreateDialogProps) {
  const t = useTranslations("agents.form");
  const router = useRouter();
  const queries = useQueryClient();
  const { adapters, isReady, isPending } = useReadyAdapters();
  const [chosen, setLanguage] = useState("");
  const language = chosen || preferred(adapters.filter(isReady));
  const form = useForm({
    initial: { display_name: "", description: "" },
    submit: (values) => createAgent({ ...values, draft: specFrom(template, language, adapters, isReady) }),
    paths: { "agent.display_name": "display_name", "agent.description": "description" },
    onDone: (agent) => {
      void queries.invalidateQueries({ queryKey: ["agents"] });
      router.push(`/agents/${agent.id}`);
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title")}
      description={t("description")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="create-agent" variant="primary" isBusy={form.isBusy} disabled={isPending}>{t("submit")}</Button>
        </>
      }
    >
      <form id="create-agent" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("name")} error={form.errors.display_name}>
          {(control) => <Input {...control} {...form.text("display_name")} autoComplete="off" maxLength={MAX_NAME} placeholder={t("namePlaceholder")} />}
        </Field>
        <Templates value={template} onChange={onTemplate} />
        <Field label={t("language")} hint={t("languageHint")}>
          {(control) => <LanguageSelect {...control} value={language} onChange={setLanguage} />}
        </Field>
        <Field label={t("purpose")} aside={t("optional")} error={form.errors.description}>
          {(control) => <Input {...control} {...form.text("description")} maxLength={MAX_DESCRIPTION} autoComplete="off" />}
        </Field>
      </form>
    </Dialog>
  );
}

function Templates({ value, onChange }: { value: TemplateName; onChange: (name: TemplateName) => void }) {
  const t = useTranslations("agents.templates");
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("title")}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {NAMES.map((name) => {
          const Icon = ICONS[name];
          return (
            <label key={name} className={cn("flex gap-3 rounded-lg p-3 ring-1 ring-line ring-inset hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-ring", value === name && "bg-accent-soft ring-accent")}>
              <input type="radio" name="template" value={name} checked={value === name} onChange={() => onChange(name)} className="sr-only" />
              <Icon className="mt-0.5 size-4 shrink-0 text-ink-soft" aria-hidden />
              <span className="min-w-0">
                <span className="block text-sm font-medium">{t(`${name}.title`)}</span>
                <span className="block text-xs text-ink-soft">{t(`${name}.text`)}</span>
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

/** English of a kind that something here understands and speaks. */
function preferred(ready: readonly Adapter[]): string {
  const has = (modality: Adapter["modality"], code: string) => ready.some((adapter) => adapter.modality === modality && worksIn(adapter, code));
  const works = (code: string) => has("MODALITY_SPEECH_TO_TEXT", code) && has("MODALITY_TEXT_TO_SPEECH", code);
  return works("en-IN") ? "en-IN" : works("en-US") ? "en-US" : "en-IN";
}
