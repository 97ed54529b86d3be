"use client";

import { useTranslations } from "next-intl";
import type { Change } from "../changes";
import { useValueName } from "../hooks/use-value-name";

export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations("audit.entry");
  const say = useValueName();
  return (
    <div className="overflow-x-auto rounded-lg ring-1 ring-line">
      <table className="w-full text-left text-xs">
        <thead className="bg-sunken text-ink-soft">
          <tr>
            <th scope="col" className="px-3 py-2 font-medium">{t("field")}</th>
            <th scope="col" className="px-3 py-2 font-medium">{t("before")}</th>
            <th scope="col" className="px-3 py-2 font-medium">{t("after")}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.path} className="border-t align-top">
              <th scope="row" className="px-3 py-1.5 font-mono font-normal break-all">{change.path}</th>
              <td className="px-3 py-1.5 break-words whitespace-pre-wrap">{change.before === undefined ? <Nothing /> : <del className="rounded bg-bad-soft px-1 text-bad-text no-underline">{say(change.before)}</del>}</td>
              <td className="px-3 py-1.5 break-words whitespace-pre-wrap">{change.after === undefined ? <Nothing /> : <ins className="rounded bg-good-soft px-1 text-good-text no-underline">{say(change.after)}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Nothing() {
  return <span className="text-ink-faint">–</span>;
}
