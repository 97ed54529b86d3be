import { useQueryClient } from "@tanstack/react-query";
import { Copy, EllipsisVertical, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useErrorText } from "@/ui/error-text";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuLabel, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { type Agent, createAgent, deleteAgent, getAgent } from "@/features/agents/api/agents";
import { AGENTS_KEY } from "@/features/agents/hooks/use-agents";
import { forgetDraft } from "@/features/agents/model/unsaved";

export function AgentMenu({ agent }: { agent: Agent }) {
  const t = useTranslations("agents");
  const mayWrite = useMay("agents.write");
  const [isDeleting, setDeleting] = useState(false);
  const duplicate = useDuplicate(agent);
  const remove = useRemove(agent);
  return (
    // The row opens the agent; what happens in its menu is not meant for the row.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <span onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
      <Menu trigger={<IconButton icon={EllipsisVertical} size="sm" label={t("actions", { name: agent.display_name })} hasTooltip={false} />}>
        {!mayWrite && <MenuLabel>{t("mayNotWrite")}</MenuLabel>}
        <MenuItem icon={Copy} disabled={!mayWrite} onSelect={() => void duplicate()}>{t("duplicate")}</MenuItem>
        <MenuSeparator />
        <MenuItem icon={Trash2} isDanger disabled={!mayWrite} onSelect={() => setDeleting(true)}>{t("delete")}</MenuItem>
      </Menu>
      <ConfirmDialog
        isOpen={isDeleting}
        onOpenChange={setDeleting}
        title={t("deleteTitle", { name: agent.display_name })}
        confirm={t("delete")}
        phrase={agent.live_revision ? agent.display_name : undefined}
        onConfirm={remove}
      >
        {t("deleteText")}
      </ConfirmDialog>
    </span>
  );
}

function useDuplicate(agent: Agent) {
  const t = useTranslations("agents");
  const router = useRouter();
  const queries = useQueryClient();
  const say = useErrorText();
  return async () => {
    try {
      const { draft, description } = await getAgent(agent.id);
      const copy = await createAgent({ display_name: t("copyOf", { name: agent.display_name }).slice(0, 120), description, draft });
      await queries.invalidateQueries({ queryKey: ["agents"] });
      router.push(`/agents/${copy.id}`);
    } catch (error) {
      toast({ title: say(error), tone: "bad" });
    }
  };
}

function useRemove(agent: Agent): () => void {
  const t = useTranslations("agents");
  const queries = useQueryClient();
  const rows = useShownRows<Agent>(AGENTS_KEY);
  const named = { name: agent.display_name };
  const { mutate } = useOptimistic({
    queryKey: AGENTS_KEY,
    show: () => rows((row) => (row.id === agent.id ? undefined : row)),
    save: () => deleteAgent(agent.id),
    refused: () => t("notDeleted", named),
    done: () => {
      forgetDraft(agent.id);
      void queries.invalidateQueries({ queryKey: ["agents"] });
      toast({ title: t("deleted", named), tone: "good" });
    },
  });
  return () => mutate();
}
