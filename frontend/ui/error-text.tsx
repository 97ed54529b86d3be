"use client";

import { useTranslations } from "next-intl";
import { ApiError, errorKey } from "@/lib/errors";

const TELLING = new Set(["invalidArgument", "failedPrecondition", "refused", "alreadyExists", "agentInvalid", "carrierRefused", "draftUnsaved"]);
/** Words of ours that leave open what exactly is wrong; the service's own sentence follows them. */

/** Says an error in the viewer's language. */
export function useErrorText(): (error: unknown) => string {
  const t = useTranslations("errors");
  return (error) => {
    const key = errorKey(error);
    const isKnown = error instanceof ApiError;
    const words = t(key, {
      permission: isKnown ? (error.metadata.permission ?? "") : "",
      seconds: isKnown ? Math.ceil(error.retryAfterS ?? 0) : 0,
    });
    const detail = isKnown && TELLING.has(key) ? told(error) : "";
    return detail ? `${words} ${detail}` : words;
  };
}

function told(error: ApiError): string {
  const violations = error.violations.map((violation) => `${violation.field}: ${violation.description}`);
  return violations.length > 0 ? violations.join("; ") : error.message;
}
