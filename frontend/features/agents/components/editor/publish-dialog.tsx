import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ApiError, isReason } from "@/lib/errors";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { FormError } from "@/ui/form";
import { Skeleton } from "@/ui/skeleton";
import { Textarea } from "@/ui/textarea";
import { toast } from "@/ui/toast";
import { getAgent, getRevision, publishAgent, rollBackAgent } from "@/features/agents/api/agents";
import { useDraft, useEditor } from "@/features/agents/hooks/use-editor";
import { useFailure } from "@/features/agents/hooks/use-failure";
import { Differences } from "../history/differences";

export function PublishDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations("agent.publish");
  const cancel = useTranslations("ui")("cancel");
  const { agent, history, save } = useDraft();
  const [note, setNote] = useState("");
  const { publish, isBusy, error } = usePublish(onClose);
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t("title", { number: agent.latest_revision + 1 })}
      description={agent.live_revision ? t("description") : t("first")}
      width="lg"
      footer={
        <>
          <Button onClick={onClose}>{cancel}</Button>
          <Button variant="primary" isBusy={isBusy || save === "saving"} onClick={() => void publish(note)}>{t("confirm")}</Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <FormError error={error} />
        {agent.rollout && <Banner tone="warn">{t("endsRollout")}</Banner>}
        <Field label={t("note")} hint={t("noteHint")}>
          {(control) => <Textarea {...control} rows={2} value={note} onChange={(event) => setNote(event.target.value)} />}
        </Field>
        {agent.live_revision > 0 && <AgainstLive agentId={agent.id} number={agent.live_revision} draft={history.present} />}
      </div>
    </Dialog>
  );
}

function AgainstLive({ agentId, number, draft }: { agentId: string; number: number; draft: unknown }) {
  const t = useTranslations("agent.publish");
  const live = useQuery({ queryKey: ["agents", "revision", agentId, number], queryFn: ({ signal }) => getRevision(agentId, number, signal), staleTime: Infinity });
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">{t("changes", { number })}</h3>
      {live.error ? <FormError error={live.error} /> : live.data ? <Differences before={live.data.spec} after={draft} /> : <Skeleton className="h-24" />}
    </section>
  );
}

function usePublish(onDone: () => void) {
  const t = useTranslations("agent.publish");
  const failed = useTranslations("agent");
  const failure = useFailure();
  const queries = useQueryClient();
  const { store } = useEditor();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();

  async function refresh() {
    const { id } = store.read().agent;
    store.adopt(await getAgent(id));
    await queries.invalidateQueries({ queryKey: ["agents"], predicate: ({ queryKey }) => queryKey[1] !== "one" });
  }

  async function publish(note: string) {
    setBusy(true);
    setError(undefined);
    try {
      const seen = store.spec;
      const agent = await store.flushed();
      // What somebody else's changes have brought meanwhile is looked at first.
      if (store.spec !== seen) throw new ApiError({ status: 409, reason: "REVISION_CONFLICT", message: "" });
      const revision = await publishAgent(agent.id, agent.revision, note);
      await refresh();
      const before = agent.live_revision;
      toast({
        title: t("done", { number: revision.number }),
        tone: "good",
        undo: before ? () => void rollBackAgent(agent.id, before).then(refresh).catch(failure(failed("notUndone"))) : undefined,
      });
      onDone();
    } catch (reason) {
      setError(reason);
      if (isReason(reason, "REVISION_CONFLICT")) await refresh().catch(setError);
    } finally {
      setBusy(false);
    }
  }

  return { publish, isBusy, error };
}
