"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useForm } from "@/lib/form";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Combobox } from "@/ui/combobox";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Input } from "@/ui/input";
import { grouped } from "@/ui/phone-number";
import { type PhoneLine, type PlacedCall, placeCall } from "../api/numbers";
import { useAgents } from "../hooks/use-numbers";
import { TestCallProgress } from "./test-call-progress";

/** Rings a phone from this number, so that one hears what callers hear. */
export function TestCall({ number, onClose }: { number: PhoneLine; onClose: () => void }) {
  const t = useTranslations("numbers.test");
  const agents = useAgents().data ?? [];
  const [placed, setPlaced] = useState<PlacedCall>();
  // One key for each press that is meant as a new call: a repetition after a lost answer rings nobody twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const form = useForm({
    initial: { to: "", agent_id: number.agent_id },
    validate: ({ to, agent_id }) => ({
      to: /^\+[1-9]\d{6,14}$/.test(plain(to)) ? undefined : t("toHint"),
      agent_id: agent_id ? undefined : t("agentMissing"),
    }),
    submit: ({ to, agent_id }) => placeCall({ agent_id, to: plain(to), from: number.e164, idempotency_key: key }),
    onDone: setPlaced,
  });
  const agent = agents.find((each) => each.id === form.values.agent_id);

  function again() {
    setKey(crypto.randomUUID());
    setPlaced(undefined);
  }

  if (placed) return <TestCallProgress placed={placed} onAgain={again} onClose={onClose} />;
  return (
    <Dialog
      isOpen
      onOpenChange={onClose}
      width="sm"
      title={t("title")}
      description={t("description", { number: grouped(number.e164) })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" form="test-call" variant="primary" isBusy={form.isBusy}>{t("call")}</Button>
        </>
      }
    >
      <form id="test-call" {...form.props} className="flex flex-col gap-4">
        <FormError error={form.error} />
        <Field label={t("to")} hint={t("toHint")} error={form.errors.to}>
          {(control) => <Input {...control} {...form.text("to")} type="tel" autoComplete="tel" placeholder="+91 98000 00001" />}
        </Field>
        <Field label={t("agent")} error={form.errors.agent_id}>
          {(control) => (
            <Combobox {...control} value={form.values.agent_id || undefined} onChange={(value) => form.set("agent_id", value)} placeholder={t("agentMissing")} options={agents.map((each) => ({ value: each.id, label: each.display_name }))} />
          )}
        </Field>
        {agent?.live_revision === 0 && <Banner tone="warn">{t("unpublished")}</Banner>}
        <p className="text-xs text-ink-faint">{t("charges")}</p>
      </form>
    </Dialog>
  );
}

function plain(number: string): string {
  return number.replaceAll(/[\s()-]/g, "");
}
