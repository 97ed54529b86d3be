import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { toast } from "@/ui/toast";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import type { Clash } from "@/features/agents/model/merge";
import { useStepsText } from "../history/steps-text";
import { useItemText, useValueText } from "../history/value-text";

/** Somebody else saved meanwhile: what both have changed is a choice, of the rest one is told. */
export function Conflict() {
  const t = useTranslations("agent");
  const { store } = useEditor();
  const { theirs } = useDraft();
  const [putOff, setPutOff] = useState<typeof theirs>();
  const fields = useFields(store.clashes);
  useArrived();
  if (!theirs) return null;
  if (putOff === theirs) {
    return (
      <div className="fixed inset-x-4 bottom-4 z-30 mx-auto max-w-xl">
        <Banner tone="warn" className="bg-raised shadow-pop" title={t("conflictWaits")} action={<Button size="sm" onClick={() => setPutOff(undefined)}>{t("compare")}</Button>} />
      </div>
    );
  }
  return <ConflictDialog key={theirs.revision} isOpen fields={fields} onDecide={store.decide} onClose={() => setPutOff(theirs)} />;
}

function useFields(clashes: readonly Clash[]) {
  const where = useStepsText();
  const value = useValueText();
  const item = useItemText();
  return clashes.map(({ key, steps, base, mine, theirs }) => {
    const last = steps.at(-1);
    const isItem = last && !("field" in last);
    const say = (side: unknown) => (isItem ? item(base, side) : value(steps, side));
    return { key, label: where(steps), base: say(base), mine: say(mine), theirs: say(theirs) };
  });
}

const MOST_NAMED = 3;

/** Tells once what somebody else's changes have brought. */
function useArrived() {
  const t = useTranslations("agent.conflict");
  const { store } = useEditor();
  const { arrived } = useDraft();
  const where = useStepsText();
  useEffect(() => {
    if (!arrived) return;
    store.told();
    if (arrived.length === 0) return;
    const named = arrived.slice(0, MOST_NAMED).map(({ steps }) => where(steps));
    const more = arrived.length - named.length;
    toast({ title: t("arrived", { count: arrived.length }), description: [...named, ...(more > 0 ? [t("more", { count: more })] : [])].join("\n") });
  }, [arrived, store, t, where]);
}
