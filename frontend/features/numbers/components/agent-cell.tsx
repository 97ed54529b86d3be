"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Permitted } from "@/features/session/components/permitted";
import { useConflict } from "@/lib/conflict";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { Combobox } from "@/ui/combobox";
import { FormConflict } from "@/ui/form-conflict";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { type PhoneLine, getNumber, updateNumber } from "../api/numbers";
import { NUMBERS_KEY, useAgents } from "../hooks/use-numbers";

interface Change {
  kept: PhoneLine;
  agentId: string;
}

const valuesOf = ({ agent_id }: PhoneLine) => ({ agent_id });

/** Who answers, to change in place; a change can be taken back for as long as its toast is there. */
export function AgentCell({ number }: { number: PhoneLine }) {
  const t = useTranslations("numbers");
  const agents = useAgents().data ?? [];
  const rows = useShownRows<PhoneLine>(NUMBERS_KEY);
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.display_name ?? (id || t("unanswered"));
  const agent = agents.find((each) => each.id === number.agent_id);

  async function save(kept: PhoneLine, values: ReturnType<typeof valuesOf>) {
    const saved = await updateNumber(kept, values);
    toast({ title: t("agentChanged", { agent: nameOf(saved.agent_id) }), tone: "good", undo: () => change({ kept: saved, agentId: kept.agent_id }) });
    return saved;
  }

  const shown = (line: PhoneLine) => rows((row) => (row.id === line.id ? line : row));
  const conflict = useConflict({ valuesOf, save, read: () => getNumber(number.id), show: shown });
  const { mutate } = useOptimistic({
    queryKey: NUMBERS_KEY,
    show: ({ kept, agentId }: Change) => shown({ ...kept, agent_id: agentId }),
    save: ({ kept, agentId }) => conflict.attempt(kept, { agent_id: agentId }),
    refused: () => t("agentNotChanged", { number: number.e164 }),
  });
  const change = (next: Change) => {
    if (next.agentId !== next.kept.agent_id) mutate(next);
  };

  return (
    <span className="flex items-center gap-2">
      <Permitted to="numbers.write" className="inline-flex w-full max-w-64 rounded-md">
        {(isPermitted) => (
          <Combobox
            aria-label={t("answeredBy", { number: number.e164 })}
            className="h-7 max-w-64 min-w-32"
            value={number.agent_id}
            onChange={(agentId) => change({ kept: number, agentId })}
            disabled={!isPermitted}
            placeholder={number.agent_id || t("unanswered")}
            options={[
              { value: "", label: t("unanswered"), hint: t("unansweredHint") },
              ...agents.map((each) => ({ value: each.id, label: each.display_name, hint: each.live_revision === 0 ? t("unpublished") : undefined })),
            ]}
          />
        )}
      </Permitted>
      {(!number.agent_id || agent?.live_revision === 0) && (
        <Tooltip text={t(number.agent_id ? "unpublishedHint" : "unansweredHint")}>
          {/* The warning is told to who comes by keyboard, too. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <span tabIndex={0} className="rounded"><TriangleAlert className="size-4 text-warn" aria-label={t(number.agent_id ? "unpublishedHint" : "unansweredHint")} /></span>
        </Tooltip>
      )}
      <FormConflict conflict={conflict} labels={{ agent_id: t("columns.agent") }} say={{ agent_id: nameOf }} />
    </span>
  );
}
