import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useConflict } from "@/lib/conflict";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormConflict } from "@/ui/form-conflict";
import { Input } from "@/ui/input";
import { Textarea } from "@/ui/textarea";
import { type Agent, getAgent, updateAgent } from "@/features/agents/api/agents";
import { AGENTS_KEY } from "@/features/agents/hooks/use-agents";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";

const valuesOf = ({ display_name, description }: Agent) => ({ display_name, description });

/** Asks for name and purpose; they stand in the header as soon as the dialog is closed. */
export function RenameDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("agent");
  const form = useTranslations("agents.form");
  const { store } = useEditor();
  const { agent } = useDraft();
  const [begun] = useState(agent);
  const [values, setValues] = useState(() => valuesOf(agent));
  const [isSent, setSent] = useState(false);
  const rows = useShownRows<Agent>(AGENTS_KEY);
  const conflict = useConflict({
    valuesOf,
    save: (kept: Agent, names) => updateAgent(kept.id, kept.revision, names),
    read: () => getAgent(begun.id),
    show: (kept) => {
      store.adopt(kept);
      onClose();
    },
  });
  const { mutate } = useOptimistic({
    queryKey: AGENTS_KEY,
    show: (names: typeof values) => {
      const takeBack = [store.call(names), rows((row) => (row.id === begun.id ? { ...row, ...names } : row))];
      return () => takeBack.forEach((each) => each());
    },
    save: (names) => conflict.attempt(begun, names),
    refused: () => t("notRenamed"),
  });

  function rename(event: FormEvent) {
    event.preventDefault();
    setSent(true);
    mutate({ ...values, display_name: values.display_name.trim() }, { onError: onClose });
  }

  function reconsider() {
    conflict.close();
    store.call(valuesOf(begun));
    setSent(false);
  }

  return (
    <>
      <Dialog
        isOpen={!isSent}
        onOpenChange={onClose}
        title={t("rename")}
        footer={
          <>
            <Button onClick={onClose}>{form("cancel")}</Button>
            <Button type="submit" form="rename-agent" variant="primary" disabled={!values.display_name.trim()}>{t("saveName")}</Button>
          </>
        }
      >
        <form id="rename-agent" onSubmit={rename} className="flex flex-col gap-4">
          <Field label={form("name")}>
            {(control) => <Input {...control} value={values.display_name} onChange={(event) => setValues({ ...values, display_name: event.target.value })} maxLength={120} autoComplete="off" />}
          </Field>
          <Field label={form("purpose")} aside={form("optional")}>
            {(control) => <Textarea {...control} value={values.description} onChange={(event) => setValues({ ...values, description: event.target.value })} />}
          </Field>
        </form>
      </Dialog>
      <FormConflict conflict={{ ...conflict, close: reconsider }} labels={{ display_name: form("name"), description: form("purpose") }} />
    </>
  );
}
