import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { actionKey } from "../actions";

/** Says an action in words; one without words of ours in those of its name. */
export function useActionName(): (action: string) => string {
  const t = useTranslations("audit.actions");
  return useCallback(
    (action) => {
      const key = actionKey(action);
      return key ? t(key) : (action.split("/").at(-1) ?? action).replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
    },
    [t],
  );
}
