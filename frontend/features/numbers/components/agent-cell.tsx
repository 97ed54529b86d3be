"use client";

import { useQueryClient } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Permitted } from "@/features/session/components/permitted";
import { useConflict } from "@/lib/conflict";
import { Combobox } from "@/ui/combobox";
import { ConflictDialog } from "@/ui/conflict-dialog";
import { useErrorText } from "@/ui/error-text";
import { toast } from "@/ui/toast";
import { Tooltip } from "@/ui/tooltip";
import { type PhoneLine, getNumber, updateNumber } from "../api/numbers";
import { NUMBERS_KEY, useAgents } from "../hooks/use-numbers";

/** Who answers, to change in place; a change can be taken back for as long as its toast is there. */
export function AgentCell({ number }: { number: PhoneLine }) {
  const t = useTranslations("numbers");
  const say = useErrorText();
  const queries = useQueryClient();
  const agents = useAgents().data ?? [];
  const [isBusy, setBusy] = useState(false);
  const nameOf = (id: string) => agents.find((agent) => agent.id === id)?.display_name ?? (id || t("unanswered"));
  const agent = agents.find((each) => each.id === number.agent_id);

  async function save(kept: PhoneLine, agentId: string) {
    const saved = await updateNumber(kept, { agent_id: agentId });
    await queries.invalidateQueries({ queryKey: NUMBERS_KEY });
    toast({ title: t("agentChanged", { agent: nameOf(saved.agent_id) }), tone: "good", undo: () => void change(kept.agent_id, saved) });
  }

  const conflict = useConflict({ save, read: () => getNumber(number.id) });

  async function change(agentId: string, kept: PhoneLine) {
    if (agentId === kept.agent_id) return;
    setBusy(true);
    try {
      await conflict.attempt(kept, agentId);
    } catch (error) {
      toast({ title: say(error), tone: "bad" });
    } finally {
      setBusy(false);
    }
  }

  function takeTheirs() {
    void queries.invalidateQueries({ queryKey: NUMBERS_KEY });
    conflict.close();
  }

  return (
    <span className="flex items-center gap-2">
      <Permitted to="numbers.write" className="inline-flex w-full max-w-64 rounded-md">
        {(isPermitted) => (
          <Combobox
            aria-label={t("answeredBy", { number: number.e164 })}
            className="h-7 max-w-64 min-w-32"
            value={number.agent_id}
            onChange={(agentId) => void change(agentId, number)}
            disabled={!isPermitted || isBusy}
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
      <ConflictDialog
        isOpen={conflict.theirs !== undefined}
        fields={[{ label: t("columns.agent"), mine: nameOf(conflict.mine ?? ""), theirs: nameOf(conflict.theirs?.agent_id ?? "") }]}
        onKeepMine={conflict.keepMine}
        onTakeTheirs={takeTheirs}
        onClose={conflict.close}
      />
    </span>
  );
}
