import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** As contracts write the values of enums. */
const NAME = /^[A-Z]+(_[A-Z]+)+$/;

/** Says a value that contracts name, such as ROLE_ADMIN or END_REASON_BUSY, in words; any other as it is. */
export function useValueName(): (value: string) => string {
  const roles = useTranslations("shell.roles");
  const states = useTranslations("calls.state");
  const directions = useTranslations("calls.direction");
  const reasons = useTranslations("calls.reason");
  return useCallback(
    (value) => {
      if (!NAME.test(value)) return value;
      const named = [roles, states, directions, reasons].find((each) => each.has(value as never));
      return named ? named(value as never) : value;
    },
    [roles, states, directions, reasons],
  );
}
