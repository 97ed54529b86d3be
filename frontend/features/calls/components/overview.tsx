"use client";

import { ArrowDown } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { clock } from "@/ui/duration";
import { CodeBlock } from "@/ui/code-block";
import { CopyButton } from "@/ui/copy-button";
import { Money } from "@/ui/money";
import type { Call } from "../api/calls";
import type { Player } from "../audio/player";
import type { Step, ToolUse } from "../conversation";

interface OverviewProps {
  variables: Readonly<Record<string, string>>;
  path: readonly Step[];
  tools: readonly ToolUse[];
  usage: Call["usage"] | undefined;
  cost: Call["cost"];
  player?: Player;
}

/** What came of a call: what was collected, which way it went, what was called and what it cost. */
export function Overview({ variables, path, tools, usage, cost, player }: OverviewProps) {
  const t = useTranslations("calls.overview");
  return (
    <div className="flex flex-col gap-6 px-4 pb-5">
      <Part title={t("variables")} isEmpty={Object.keys(variables).length === 0} none={t("noVariables")}><Variables variables={variables} /></Part>
      <Part title={t("path")} isEmpty={path.length === 0} none={t("noPath")}><Path path={path} player={player} /></Part>
      <Part title={t("tools")} isEmpty={tools.length === 0} none={t("noTools")}>{tools.map((tool) => <Tool key={tool.key} tool={tool} />)}</Part>
      {usage !== undefined && <Part title={t("usage")} isEmpty={usage.length === 0} none={t("noUsage")}><Usage usage={usage} cost={cost} /></Part>}
    </div>
  );
}

function Part({ title, isEmpty, none, children }: { title: string; isEmpty: boolean; none: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-xs font-semibold text-ink-soft">{title}</h3>
      {isEmpty ? <p className="text-sm text-ink-faint">{none}</p> : children}
    </section>
  );
}

function Variables({ variables }: { variables: Readonly<Record<string, string>> }) {
  return (
    <dl className="divide-y divide-line rounded-lg ring-1 ring-line ring-inset">
      {Object.entries(variables).map(([name, value]) => (
        <div key={name} className="flex items-center gap-3 px-3 py-1.5">
          <dt className="w-2/5 shrink-0 truncate font-mono text-xs text-ink-soft" title={name}>{name}</dt>
          <dd className="flex min-w-0 flex-1 items-center gap-3 text-sm">
            <span dir="auto" className="min-w-0 flex-1 break-words">{value}</span>
            <CopyButton text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

const SHOWN_STEPS = 40;

function Path({ path, player }: { path: readonly Step[]; player: Player | undefined }) {
  const t = useTranslations("calls.overview");
  const shown = path.slice(-SHOWN_STEPS);
  return (
    <>
      {path.length > shown.length && <p className="mb-1 text-xs text-ink-faint">{t("earlierSteps", { count: path.length - shown.length })}</p>}
      <ol className="flex flex-col">
        {shown.map((step, index) => (
          <li key={`${step.atMs}-${step.nodeId}`} className="flex items-center gap-2">
            {player ? (
              <button type="button" className="numbers w-12 text-right text-xs text-ink-faint hover:text-ink hover:underline" onClick={() => player.seek(step.atMs)}>{clock(step.atMs)}</button>
            ) : (
              <span className="numbers w-12 text-right text-xs text-ink-faint">{clock(step.atMs)}</span>
            )}
            <ArrowDown className={index === shown.length - 1 ? "size-3 text-accent-text" : "size-3 text-ink-faint"} aria-hidden />
            <span className={index === shown.length - 1 ? "truncate py-0.5 font-medium" : "truncate py-0.5"} title={step.nodeId}>{step.title}</span>
          </li>
        ))}
      </ol>
    </>
  );
}

function Tool({ tool }: { tool: ToolUse }) {
  const t = useTranslations("calls.overview");
  return (
    <details className="border-b py-1.5 last:border-b-0">
      <summary className="flex cursor-pointer list-none items-center gap-2 rounded"><span className="numbers w-12 text-right text-xs text-ink-faint">{clock(tool.atMs)}</span><code className="font-mono text-xs">{tool.name}</code></summary>
      <div className="mt-2 flex flex-col gap-2">
        <p className="text-xs text-ink-faint">{t("arguments")}</p>
        <CodeBlock code={pretty(tool.arguments)} />
        <p className="text-xs text-ink-faint">{t("result")}</p>
        <CodeBlock code={pretty(tool.result)} />
      </div>
    </details>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json || "–";
  }
}

function Usage({ usage, cost }: { usage: Call["usage"]; cost: Call["cost"] }) {
  const t = useTranslations("calls.overview");
  const stages = useTranslations("calls.modality");
  const units = useTranslations("calls.unit");
  const format = useFormatter();
  return (
    <table className="w-full text-sm">
      <thead className="sr-only"><tr><th scope="col">{t("stage")}</th><th scope="col">{t("quantity")}</th><th scope="col">{t("cost")}</th></tr></thead>
      <tbody>
        {usage.map((each) => (
          <tr key={`${each.modality}-${each.adapter}-${each.model}`}>
            <th scope="row" className="border-b py-1.5 pr-2 text-left font-normal">
              {stages(each.modality)}
              <span className="block text-xs text-ink-faint">{[each.adapter, each.model].filter(Boolean).join(" · ")}</span>
            </th>
            <td className="numbers border-b px-2 text-right text-xs text-ink-soft">{each.usage.map(({ unit, quantity }) => <span key={unit} className="block">{format.number(quantity, { maximumFractionDigits: 1 })} {units(unit)}</span>)}</td>
            <td className="border-b pl-2 text-right">{each.cost ? <Money value={each.cost} /> : <span className="text-xs text-ink-faint">{t("notPriced")}</span>}</td>
          </tr>
        ))}
        <tr><th scope="row" className="py-2 text-left font-medium" colSpan={2}>{t("total")}</th><td className="py-2 pl-2 text-right font-medium">{cost ? <Money value={cost} /> : <span className="text-xs font-normal text-ink-faint">{t("notPriced")}</span>}</td></tr>
      </tbody>
    </table>
  );
}
