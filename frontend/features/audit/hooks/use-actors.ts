import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useApiKeys } from "@/features/api-keys/hooks/use-api-keys";
import { useMemberNames } from "@/features/members/hooks/use-members";
import type { AuditEntry } from "../api/audit";

/** Who the ids of actors are. */
export function useActors() {
  const t = useTranslations("audit");
  const members = useMemberNames();
  const keys = useApiKeys().rows;
  return useMemo(() => {
    const keyNames = new Map(keys.map((key) => [key.id, key.display_name]));
    return {
      options: [
        ...[...(members ?? [])].map(([value, label]) => ({ value, label, hint: t("kinds.member") })),
        ...keys.map((key) => ({ value: key.id, label: key.display_name, hint: t("kinds.api_key") })),
      ],
      name: ({ actor_id: id, actor_kind: kind }: Pick<AuditEntry, "actor_id" | "actor_kind">) =>
        members?.get(id) ?? keyNames.get(id) ?? (kind === "anonymous" || !id ? t("kinds.anonymous") : id),
    };
  }, [members, keys, t]);
}
