"use client";

import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/features/session/hooks/use-me";
import { permissionGroups, permissionKey } from "@/lib/permission-groups";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";

interface ScopePickerProps {
  scopes: readonly string[];
  onChange: (scopes: string[]) => void;
  error: string | undefined;
}

/** What a key permits. Nobody gives one a permission they do not have: those are there, greyed. */
export function ScopePicker({ scopes, onChange, error }: ScopePickerProps) {
  const t = useTranslations("apiKeys.form");
  const names = useTranslations("permissions");
  const mine = useMe().permissions;
  const set = (changed: readonly string[], isOn: boolean) =>
    onChange([...scopes.filter((scope) => !changed.includes(scope)), ...(isOn ? changed : [])]);

  return (
    <fieldset aria-describedby={error ? "scopes-error" : undefined}>
      <legend className="mb-1.5 flex w-full items-center justify-between gap-2 text-sm font-medium">
        {t("scopes")}
        <span className="flex gap-1">
          <Button size="sm" variant="ghost" onClick={() => onChange(mine.filter((each) => each.endsWith(".read")))}>{t("onlyRead")}</Button>
          <Button size="sm" variant="ghost" onClick={() => onChange([...mine])}>{t("everything")}</Button>
          <Button size="sm" variant="ghost" disabled={scopes.length === 0} onClick={() => onChange([])}>{t("nothing")}</Button>
        </span>
      </legend>
      {error && <p id="scopes-error" role="alert" className="mb-2 flex gap-1.5 text-xs text-bad-text"><CircleAlert className="mt-px size-3.5" aria-hidden />{error}</p>}
      <div className="divide-y rounded-xl ring-1 ring-line">
        {permissionGroups().map(([group, permissions]) => {
          const given = permissions.filter((permission) => mine.includes(permission));
          const chosen = given.filter((permission) => scopes.includes(permission));
          return (
            <div key={group} className="grid gap-2 px-3.5 py-2.5 sm:grid-cols-[9rem_1fr]">
              <Checkbox
                label={<span className="font-medium">{names(`groups.${group}`)}</span>}
                disabled={given.length === 0}
                checked={chosen.length === 0 ? false : chosen.length === given.length || "indeterminate"}
                onChange={(isOn) => set(given, isOn)}
              />
              <div className="flex flex-col gap-1.5 pl-6.5 sm:pl-0">
                {permissions.map((permission) => (
                  <Checkbox
                    key={permission}
                    label={names(`names.${permissionKey(permission)}`)}
                    hint={mine.includes(permission) ? undefined : t("notYours")}
                    disabled={!mine.includes(permission)}
                    checked={scopes.includes(permission)}
                    onChange={(isOn) => set([permission], isOn)}
                  />
                ))}
              </div>
            </div>
          );
        })}
      </div>
    </fieldset>
  );
}
