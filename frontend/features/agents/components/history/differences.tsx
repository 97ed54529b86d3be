import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Badge } from "@/ui/badge";
import { type Change, differences } from "@/features/agents/model/diff";
import { useStepsText } from "./steps-text";
import { useValueText } from "./value-text";

/** What differs between two specs, for people. */
export function Differences({ before, after }: { before: unknown; after: unknown }) {
  const t = useTranslations("agent.diff");
  const changes = useMemo(() => differences(before, after), [before, after]);
  if (changes.length === 0) return <p className="text-sm text-ink-faint">{t("none")}</p>;
  return (
    <ol className="divide-y divide-line overflow-hidden rounded-lg ring-1 ring-line">
      {changes.map((change, at) => <ChangeRow key={at} change={change} />)}
    </ol>
  );
}

function ChangeRow({ change }: { change: Change }) {
  const t = useTranslations("agent.diff");
  const say = useStepsText();
  const text = useValueText();
  const kind = change.before === undefined ? "added" : change.after === undefined ? "removed" : "changed";
  return (
    <li className="px-3 py-2.5">
      <div className="mb-1 flex items-center justify-between gap-2">
        <span className="text-xs font-medium">{say(change.steps)}</span>
        <Badge tone={kind === "added" ? "good" : kind === "removed" ? "bad" : "accent"}>{t(kind)}</Badge>
      </div>
      <div className="grid gap-1 text-sm">
        {change.before !== undefined && <del className="rounded bg-bad-soft px-2 py-1 break-words whitespace-pre-wrap text-bad-text decoration-1">{text(change.steps, change.before)}</del>}
        {change.after !== undefined && <ins className="rounded bg-good-soft px-2 py-1 break-words whitespace-pre-wrap text-good-text no-underline">{text(change.steps, change.after)}</ins>}
      </div>
    </li>
  );
}
