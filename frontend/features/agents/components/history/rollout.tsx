import { useQueryClient } from "@tanstack/react-query";
import { Split } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { isReason } from "@/lib/errors";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Progress } from "@/ui/progress";
import { Select } from "@/ui/select";
import { Slider } from "@/ui/slider";
import { toast } from "@/ui/toast";
import { type Agent, type Revision, getAgent, setRollout } from "@/features/agents/api/agents";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";

const FIRST_PERCENT = 10;

/** A share of the calls on another revision than the live one. */
export function RolloutCard({ revisions }: { revisions: readonly Revision[] }) {
  const t = useTranslations("agent.history");
  const mayPublish = useMay("agents.publish");
  const { agent } = useDraft();
  const [isOpen, setOpen] = useState(false);
  const others = revisions.filter(({ number }) => number !== agent.live_revision);
  if (others.length === 0 && !agent.rollout) return null;
  const reason = mayPublish ? undefined : t("mayNot");
  return (
    <Card
      title={<span className="flex items-center gap-2"><Split className="size-4 text-ink-faint" aria-hidden />{t("rollout")}</span>}
      actions={!isOpen && <span title={reason}><Button size="sm" disabled={!mayPublish} onClick={() => setOpen(true)}>{agent.rollout ? t("change") : t("tryOne")}</Button></span>}
    >
      {isOpen ? <RolloutForm others={others} onClose={() => setOpen(false)} /> : <Shares />}
    </Card>
  );
}

function Shares() {
  const t = useTranslations("agent.history");
  const { rollout, live_revision } = useDraft().agent;
  if (!rollout) return <p className="text-xs text-ink-soft">{t("noRollout", { number: live_revision })}</p>;
  return (
    <div className="flex flex-col gap-1.5 text-xs text-ink-soft">
      <Progress value={rollout.percent} label={t("share", { number: rollout.number, percent: rollout.percent })} />
      <div className="flex justify-between">
        <span>{t("share", { number: rollout.number, percent: rollout.percent })}</span>
        <span>{t("share", { number: live_revision, percent: 100 - rollout.percent })}</span>
      </div>
    </div>
  );
}

function RolloutForm({ others, onClose }: { others: readonly Revision[]; onClose: () => void }) {
  const t = useTranslations("agent.history");
  const cancel = useTranslations("ui")("cancel");
  const queries = useQueryClient();
  const { store } = useEditor();
  const { agent } = useDraft();
  const [number, setNumber] = useState(agent.rollout?.number ?? others[0]?.number ?? 0);
  const [percent, setPercent] = useState(agent.rollout?.percent ?? FIRST_PERCENT);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  /** A draft that somebody saves meanwhile is not what this is about; another live revision is. */
  async function send(share: number): Promise<Agent> {
    const { id, revision, live_revision } = store.read().agent;
    const change = (known: string) => setRollout(id, { number, percent: share, revision: known });
    try {
      return await change(revision);
    } catch (reason) {
      if (!isReason(reason, "REVISION_CONFLICT")) throw reason;
      const now = await getAgent(id);
      store.adopt(now);
      if (now.live_revision !== live_revision) throw reason;
      return change(now.revision);
    }
  }

  async function save(share: number) {
    setBusy(true);
    setError(undefined);
    try {
      await store.flush();
      store.adopt(await send(share));
      void queries.invalidateQueries({ queryKey: ["agents", "list"] });
      toast({ title: share ? t("shareSet", { number, percent: share }) : t("rolloutEnded"), tone: "good" });
      onClose();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="flex flex-col gap-3">
      <FormError error={error} />
      <Field label={t("which")}>
        {(control) => <Select {...control} value={String(number)} onChange={(next) => setNumber(Number(next))} options={others.map((each) => ({ value: String(each.number), label: t("revision", { number: each.number }), hint: each.note.slice(0, 60) || undefined }))} />}
      </Field>
      <Field label={t("howMany")} hint={t("howManyHint")}>
        {(control) => <Slider aria-labelledby={`${control.id}-label`} aria-label={t("howMany")} value={percent} onChange={setPercent} min={1} max={99} format={(value) => `${value}%`} />}
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        {agent.rollout && <Button size="sm" variant="ghost" isBusy={isBusy} onClick={() => void save(0)}>{t("end")}</Button>}
        <Button size="sm" onClick={onClose}>{cancel}</Button>
        <Button size="sm" variant="primary" isBusy={isBusy} onClick={() => void save(percent)}>{t("send", { percent })}</Button>
      </div>
    </div>
  );
}
