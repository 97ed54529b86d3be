import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { ErrorState } from "@/ui/error-state";
import { Select } from "@/ui/select";
import { Skeleton } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { type Revision, getRevision, rollBackAgent } from "@/features/agents/api/agents";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import { useFailure } from "@/features/agents/hooks/use-failure";
import { Differences } from "./differences";
import { DRAFT } from "./history";

/** One version against another: by default a revision against the one before it, the draft against what is live. */
export function Compare({ chosen, revisions }: { chosen: string; revisions: readonly Revision[] }) {
  const t = useTranslations("agent.history");
  const { agent } = useDraft();
  const { query, change } = useAddress();
  const usual = chosen === DRAFT ? String(agent.live_revision || agent.latest_revision) : String(Number(chosen) - 1);
  const against = query.get("against") ?? usual;
  const [before, after] = [useVersion(against), useVersion(chosen)];
  const options = [
    { value: DRAFT, label: t("draft") },
    ...revisions.map(({ number }) => ({ value: String(number), label: t("revision", { number }) })),
  ].filter((option) => option.value !== chosen);
  const error = before.error ?? after.error;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          {chosen === DRAFT ? t("draft") : t("revision", { number: Number(chosen) })}
          <span className="font-normal text-ink-faint">{t("against")}</span>
          <Select aria-label={t("against")} value={against === "0" ? "" : against} placeholder={t("nothing")} onChange={(next) => change({ against: next })} options={options} className="w-36 font-normal" />
        </span>
      }
      actions={chosen !== DRAFT && <RevisionActions number={Number(chosen)} />}
    >
      {error ? <ErrorState error={error} /> : after.isPending || before.isPending ? <Skeleton className="h-40" /> : <Differences before={before.spec} after={after.spec} />}
    </Card>
  );
}

/** 0 is what there was before the first revision. */
function useVersion(name: string): { spec: unknown; isPending: boolean; error: unknown } {
  const { agent, history } = useDraft();
  const number = Number(name);
  const isRevision = name !== DRAFT && number > 0;
  const { data, isPending, error } = useQuery({
    queryKey: ["agents", "revision", agent.id, number],
    queryFn: ({ signal }) => getRevision(agent.id, number, signal),
    enabled: isRevision,
    staleTime: Infinity,
  });
  if (name === DRAFT) return { spec: history.present, isPending: false, error: null };
  return isRevision ? { spec: data?.spec, isPending, error } : { spec: {}, isPending: false, error: null };
}

function RevisionActions({ number }: { number: number }) {
  const t = useTranslations("agent.history");
  const failed = useTranslations("agent");
  const failure = useFailure();
  const mayPublish = useMay("agents.publish");
  const queries = useQueryClient();
  const { store, isReadOnly } = useEditor();
  const { agent } = useDraft();
  const [isAsking, setAsking] = useState(false);

  async function makeLive(to: number) {
    const before = agent.live_revision;
    store.adopt(await rollBackAgent(agent.id, to));
    void queries.invalidateQueries({ queryKey: ["agents", "list"] });
    toast({ title: t("isLive", { number: to }), tone: "good", undo: () => void rollBackAgent(agent.id, before).then(store.adopt).catch(failure(failed("notUndone"))) });
  }

  async function edit() {
    const { spec } = await getRevision(agent.id, number);
    store.edit(() => spec ?? {});
    toast({ title: t("inDraft", { number }), tone: "good", undo: store.undo });
  }

  return (
    <>
      <Button size="sm" disabled={isReadOnly} onClick={() => void edit().catch(failure(t("notRead", { number })))}><Pencil aria-hidden />{t("toDraft")}</Button>
      {agent.live_revision !== number && (
        <span title={mayPublish ? undefined : t("mayNot")}>
          <Button size="sm" disabled={!mayPublish} onClick={() => setAsking(true)}><Undo2 aria-hidden />{t("rollBack")}</Button>
        </span>
      )}
      <ConfirmDialog isOpen={isAsking} onOpenChange={setAsking} title={t("rollBackTitle", { number })} confirm={t("rollBack")} isDanger={false} onConfirm={() => makeLive(number)}>
        {t("rollBackText")}
      </ConfirmDialog>
    </>
  );
}
