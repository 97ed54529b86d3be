import { Check, CloudOff, LoaderCircle, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/ui/error-text";
import { Tooltip } from "@/ui/tooltip";
import { cn } from "@/lib/cn";
import { useDraft } from "@/features/agents/hooks/use-editor";
import type { SaveState } from "@/features/agents/model/draft-store";

const LOOKS = {
  saved: { icon: Check, tone: "text-ink-faint" },
  waiting: { icon: LoaderCircle, tone: "text-ink-faint" },
  saving: { icon: LoaderCircle, tone: "text-ink-faint" },
  offline: { icon: CloudOff, tone: "text-warn-text" },
  conflict: { icon: TriangleAlert, tone: "text-warn-text" },
  refused: { icon: TriangleAlert, tone: "text-bad-text" },
} as const satisfies Record<SaveState, unknown>;

export function SaveStatus() {
  const t = useTranslations("agent.save");
  const say = useErrorText();
  const { save, error } = useDraft();
  const { icon: Icon, tone } = LOOKS[save];
  const status = (
    <span role="status" className={cn("inline-flex items-center gap-1.5 text-xs whitespace-nowrap", tone)}>
      <Icon className={cn("size-3.5", Icon === LoaderCircle && "animate-spin")} aria-hidden />
      {t(save)}
    </span>
  );
  return error ? <Tooltip text={say(error)}>{status}</Tooltip> : status;
}
