import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/icon-button";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useSpec } from "@/features/agents/hooks/use-editor";
import type { Input, RehearsalStep } from "@/features/agents/hooks/use-rehearsal";
import type { RehearsalEvent } from "@/features/agents/api/calls";
import { nodesOf, titleOf } from "@/features/agents/model/spec";

interface RehearsalStepsProps {
  steps: readonly RehearsalStep[];
  onRewind: (at: number) => void;
  isBusy: boolean;
}

export function RehearsalSteps({ steps, onRewind, isBusy }: RehearsalStepsProps) {
  const t = useTranslations("agent-test");
  return (
    <ol className="flex flex-col">
      {steps.map(({ input, answer }, at) => (
        <li key={at} className="group relative flex flex-col gap-2 px-3 py-1.5">
          {input && <Said input={input} />}
          {answer.events.map((event, index) => <Happened key={index} event={event} />)}
          {at < steps.length - 1 && (
            <span className="absolute top-1 left-2 opacity-0 group-hover:opacity-100 focus-within:opacity-100 pointer-coarse:opacity-100">
              <IconButton icon={Undo2} size="sm" variant="secondary" label={t("rewind")} disabled={isBusy} onClick={() => onRewind(at)} />
            </span>
          )}
        </li>
      ))}
    </ol>
  );
}

function Said({ input }: { input: Input }) {
  const t = useTranslations("agent-test");
  const isText = "text" in input;
  return (
    <p className="max-w-[85%] self-end rounded-xl bg-accent-soft px-3 py-2 text-sm">
      <span className="sr-only">{t("you")}: </span>
      {isText ? input.text : "digits" in input ? <kbd className="numbers font-mono">{input.digits}</kbd> : <em className="text-ink-faint">{t("silent")}</em>}
    </p>
  );
}

function Happened({ event }: { event: RehearsalEvent }) {
  const t = useTranslations("agent-test");
  if (event.said) return <p className="max-w-[85%] self-start rounded-xl bg-sunken px-3 py-2 text-sm whitespace-pre-wrap">{event.said.text}</p>;
  if (event.node_entered) return <NodeLink id={event.node_entered} />;
  if (event.intent) return <Badge tone="accent" className="self-end">{event.intent}</Badge>;
  if (event.variable_set) return <Small>{`${event.variable_set.name} = ${event.variable_set.value}`}</Small>;
  if (event.tool_called) return <Small>{`${event.tool_called.name}(${event.tool_called.arguments_json}) → ${event.tool_called.result_json}`}</Small>;
  if (event.transferred_to) return <p className="self-center text-xs text-ink-faint">{t("transferred", { to: event.transferred_to })}</p>;
  if (event.failed) return <p className="self-center text-center text-xs text-bad-text">{t("failed", { what: [event.failed.adapter, event.failed.message || event.failed.reason].filter(Boolean).join(": ") })}</p>;
  // An outcome may be empty: what happened shows in that nothing else did.
  return <p className="self-center text-xs text-ink-faint">{t("hungUp", { outcome: event.hung_up })}</p>;
}

function Small({ children }: { children: string }) {
  return <code className="self-center font-mono text-2xs break-all text-ink-faint">{children}</code>;
}

function NodeLink({ id }: { id: string }) {
  const { change } = useAddress();
  const node = nodesOf(useSpec()).find((each) => each.id === id);
  return (
    <button type="button" onClick={() => change({ node: id, edge: undefined })} className="self-center rounded text-2xs text-ink-faint hover:text-ink hover:underline">
      {node ? titleOf(node) : id}
    </button>
  );
}
