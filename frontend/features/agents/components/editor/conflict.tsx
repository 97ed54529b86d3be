import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import { differences, inWords } from "@/features/agents/model/diff";
import { useStepsText } from "../history/steps-text";

/** Somebody else saved meanwhile: both versions, and a choice. */
export function Conflict() {
  const t = useTranslations("agent");
  const { store } = useEditor();
  const { theirs, history } = useDraft();
  const [putOff, setPutOff] = useState<typeof theirs>();
  const say = useStepsText();
  if (!theirs) return null;
  if (putOff === theirs) {
    return (
      <div className="fixed inset-x-4 bottom-4 z-30 mx-auto max-w-xl">
        <Banner tone="warn" className="bg-raised shadow-pop" title={t("conflictWaits")} action={<Button size="sm" onClick={() => setPutOff(undefined)}>{t("compare")}</Button>} />
      </div>
    );
  }
  const fields = differences(theirs.draft, history.present).map((change) => ({
    label: say(change.steps),
    mine: inWords(change.after) || "–",
    theirs: inWords(change.before) || "–",
  }));
  return <ConflictDialog isOpen fields={fields} onKeepMine={store.keepMine} onTakeTheirs={store.takeTheirs} onClose={() => setPutOff(theirs)} />;
}
