"use client";

import { Plus, Variable as VariableIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useEditor, useSpec } from "@/features/agents/hooks/use-editor";
import { SYSTEM_VARIABLES } from "@/features/agents/model/spec";
import { addVariable } from "@/features/agents/model/variables";
import { VariableCard } from "./variable-card";

export function Variables() {
  const t = useTranslations("agent.variables");
  const { store, isReadOnly } = useEditor();
  const { query, change } = useAddress();
  const variables = useSpec().variables ?? [];
  const open = query.get("variable");

  function add() {
    let index = 0;
    store.edit((spec) => {
      const added = addVariable(spec);
      index = added.index;
      return added.spec;
    });
    change({ variable: String(index) });
  }

  const button = !isReadOnly && <Button onClick={add}><Plus aria-hidden />{t("add")}</Button>;
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <div className="flex items-start justify-between gap-4">
        <p className="text-sm text-ink-soft">{t("text")}</p>
        {variables.length > 0 && button}
      </div>
      {variables.length === 0 && (
        <div className="rounded-xl bg-surface shadow-lift ring-1 ring-line">
          <EmptyState icon={VariableIcon} title={t("empty")} action={button}>{t("emptyText")}</EmptyState>
        </div>
      )}
      <div className="flex flex-col gap-2">
        {variables.map((variable, at) => (
          <VariableCard key={at} at={at} variable={variable} isOpen={open === String(at)} onOpen={(isOpen) => change({ variable: isOpen ? String(at) : undefined })} />
        ))}
      </div>
      <p className="text-xs text-ink-faint">
        {t("system")}{" "}
        {SYSTEM_VARIABLES.map((name) => <code key={name} className="mr-1.5 font-mono">{`{${name}}`}</code>)}
      </p>
    </div>
  );
}
