import { useTranslations } from "next-intl";
import { MAX_NAME, useRenaming } from "@/lib/renaming";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { FormConflict } from "@/ui/form-conflict";
import { Input } from "@/ui/input";
import { Textarea } from "@/ui/textarea";
import { type Agent, MAX_DESCRIPTION, getAgent, updateAgent } from "@/features/agents/api/agents";
import { AGENTS_KEY } from "@/features/agents/hooks/use-agents";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";

const namesOf = ({ display_name, description }: Agent) => ({ display_name, description });
const PATHS = { "agent.display_name": "display_name", "agent.description": "description" } as const;

/** Asks for name and purpose. */
export function RenameDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("agent");
  const say = useTranslations("agents.form");
  const { store } = useEditor();
  const { agent } = useDraft();
  const { form, conflict } = useRenaming({
    kept: agent,
    namesOf,
    save: (kept, names) => updateAgent(kept.id, kept.revision, names),
    read: getAgent,
    queryKey: AGENTS_KEY,
    paths: PATHS,
    adopt: store.adopt,
    onClose,
  });

  return (
    <>
      <Dialog
        isOpen={!conflict.clashes}
        onOpenChange={onClose}
        title={t("rename")}
        footer={
          <>
            <Button onClick={onClose}>{say("cancel")}</Button>
            <Button type="submit" form="rename-agent" variant="primary" isBusy={form.isBusy} disabled={!form.values.display_name.trim()}>{t("saveName")}</Button>
          </>
        }
      >
        <form id="rename-agent" {...form.props} className="flex flex-col gap-4">
          <FormError error={form.error} />
          <Field label={say("name")} error={form.errors.display_name}>
            {(control) => <Input {...control} {...form.text("display_name")} maxLength={MAX_NAME} autoComplete="off" />}
          </Field>
          <Field label={say("purpose")} aside={say("optional")} error={form.errors.description}>
            {(control) => <Textarea {...control} {...form.text("description")} maxLength={MAX_DESCRIPTION} />}
          </Field>
        </form>
      </Dialog>
      <FormConflict conflict={conflict} labels={{ display_name: say("name"), description: say("purpose") }} />
    </>
  );
}
