import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useForm } from "@/lib/form";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { Textarea } from "@/ui/textarea";
import { updateAgent } from "@/features/agents/api/agents";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";

export function RenameDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("agent");
  const form = useTranslations("agents.form");
  const queries = useQueryClient();
  const { store } = useEditor();
  const { agent } = useDraft();
  const { props, text, errors, error, isBusy } = useForm({
    initial: { display_name: agent.display_name, description: agent.description },
    submit: async (values) => {
      const { id, revision } = await store.flushed();
      return updateAgent(id, revision, values);
    },
    paths: { "agent.display_name": "display_name", "agent.description": "description" },
    onDone: (renamed) => {
      store.adopt(renamed);
      void queries.invalidateQueries({ queryKey: ["agents", "list"] });
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("rename")}
      footer={
        <>
          <Button onClick={onClose}>{form("cancel")}</Button>
          <Button type="submit" form="rename-agent" variant="primary" isBusy={isBusy}>{t("saveName")}</Button>
        </>
      }
    >
      <form id="rename-agent" {...props} className="flex flex-col gap-4">
        <FormError error={error} />
        <Field label={form("name")} error={errors.display_name}>
          {(control) => <Input {...control} {...text("display_name")} maxLength={120} autoComplete="off" />}
        </Field>
        <Field label={form("purpose")} aside={form("optional")} error={errors.description}>
          {(control) => <Textarea {...control} {...text("description")} />}
        </Field>
      </form>
    </Dialog>
  );
}
