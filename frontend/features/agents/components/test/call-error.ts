import { useTranslations } from "next-intl";
import { useErrorText } from "@/ui/error-text";
import type { CallView } from "@/features/agents/audio/call-view";

/** Why a call did not come about, and what to do. */
export function useCallError() {
  const t = useTranslations("agent-test.errors");
  const say = useErrorText();
  return ({ error, endReason }: CallView): { title: string; text?: string } => {
    if (error instanceof DOMException) {
      const cause = MICROPHONE[error.name];
      return cause ? { title: t(`${cause}.title`), text: t(`${cause}.text`) } : { title: t("sound"), text: error.message };
    }
    if (error !== undefined) return { title: t("refused"), text: say(error) };
    return { title: t("ended"), text: endReason };
  };
}

/** Why a call ended, in words where there are some. */
export function useEndReason(): (reason: string | undefined) => string {
  const t = useTranslations("agent-test.ends");
  return (reason = "") => {
    const key = reason.replace("END_REASON_", "") as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : "";
  };
}

const MICROPHONE: Record<string, "denied" | "missing" | "busy" | "insecure"> = {
  NotAllowedError: "denied",
  NotFoundError: "missing",
  OverconstrainedError: "missing",
  NotReadableError: "busy",
  AbortError: "busy",
  SecurityError: "insecure",
};
