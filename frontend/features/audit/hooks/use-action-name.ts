import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { actionKey } from "../actions";
import type { AuditEntry } from "../api/audit";

/** Says what was done in words; what has none of ours in those of its name. */
export function useActionName(): (entry: Pick<AuditEntry, "action" | "details">) => string {
  const t = useTranslations("audit");
  return useCallback(
    ({ action, details }) => {
      const key = actionKey(action);
      if (key === "CheckCarrier" && isByItself(details)) return t("noticed.CheckCarrier");
      return key ? t(`actions.${key}`) : (action.split("/").at(-1) ?? action).replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
    },
    [t],
  );
}

/** A page asked, not the person before it: kept because of what it found. */
function isByItself(details: AuditEntry["details"]): boolean {
  const request = details?.request as { background?: boolean } | undefined;
  return request?.background === true;
}
