"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Ban, Ellipsis, RotateCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useReason } from "@/features/session/components/permitted";
import { useOptimistic, useShownRows } from "@/lib/optimistic";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Field } from "@/ui/field";
import { IconButton } from "@/ui/icon-button";
import { Menu, MenuItem, MenuLabel } from "@/ui/menu";
import { Select } from "@/ui/select";
import { toast } from "@/ui/toast";
import { type ApiKey, type NewApiKey, revokeApiKey, rotateApiKey } from "../api/api-keys";
import { API_KEYS_KEY } from "../hooks/use-api-keys";
import { isLive } from "../key-state";

const OVERLAPS_S = ["0", "3600", "86400", "604800"] as const;

export function KeyMenu({ apiKey, onMade }: { apiKey: ApiKey; onMade: (made: NewApiKey) => void }) {
  const t = useTranslations("apiKeys");
  const queries = useQueryClient();
  const reason = useReason("api_keys.write");
  const [asking, setAsking] = useState<"rotate" | "revoke">();
  const [overlap, setOverlap] = useState<(typeof OVERLAPS_S)[number]>("86400");
  const [now] = useState(() => Date.now());
  const canChange = reason === undefined && isLive(apiKey, now);
  const refresh = () => queries.invalidateQueries({ queryKey: API_KEYS_KEY });

  async function rotate() {
    const made = await rotateApiKey(apiKey.id, Number(overlap));
    void refresh();
    onMade(made);
  }

  const rows = useShownRows<ApiKey>(API_KEYS_KEY);
  const revocation = useOptimistic({
    queryKey: API_KEYS_KEY,
    show: () => rows((row) => (row.id === apiKey.id ? { ...row, revoked_at: new Date().toISOString() } : row)),
    save: () => revokeApiKey(apiKey.id),
    refused: () => t("notRevoked", { name: apiKey.display_name }),
    done: () => toast({ title: t("revoked", { name: apiKey.display_name }), tone: "good" }),
  });

  return (
    // What is pressed in here opens no row.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
    <span onClick={(event) => event.stopPropagation()}>
      <Menu className="max-w-60" trigger={<IconButton icon={Ellipsis} size="sm" label={t("actionsOf", { name: apiKey.display_name })} hasTooltip={false} />}>
        <MenuItem icon={RotateCw} disabled={!canChange} onSelect={() => setAsking("rotate")}>{t("rotate")}</MenuItem>
        <MenuItem icon={Ban} isDanger disabled={!canChange} onSelect={() => setAsking("revoke")}>{t("revoke")}</MenuItem>
        {reason !== undefined && <MenuLabel>{reason}</MenuLabel>}
      </Menu>
      <ConfirmDialog isOpen={asking === "rotate"} onOpenChange={() => setAsking(undefined)} title={t("rotateTitle", { name: apiKey.display_name })} confirm={t("rotate")} isDanger={false} onConfirm={rotate}>
        <p className="mb-4">{t("rotateText")}</p>
        <Field label={t("overlap")}>
          {(control) => <Select {...control} value={overlap} onChange={setOverlap} options={OVERLAPS_S.map((value) => ({ value, label: t(`overlaps.${value}`) }))} />}
        </Field>
      </ConfirmDialog>
      <ConfirmDialog isOpen={asking === "revoke"} onOpenChange={() => setAsking(undefined)} title={t("revokeTitle", { name: apiKey.display_name })} confirm={t("revoke")} onConfirm={() => revocation.mutate()}>
        {t("revokeText")}
      </ConfirmDialog>
    </span>
  );
}
