"use client";

import { useTranslations } from "next-intl";
import { Banner } from "@/ui/banner";
import { CodeBlock } from "@/ui/code-block";
import { Milliseconds } from "@/ui/duration";
import type { CarrierCheck } from "../api/carrier";
import { problemKey } from "../problems";

const REASONS = ["CARRIER_KEYS_WRONG", "CARRIER_REFUSED", "CARRIER_BALANCE_LOW", "CARRIER_LIMITED", "CARRIER_UNREACHABLE"] as const;

/** What the carrier says of the account, and what stands in the way of calls. */
export function CheckResult({ check }: { check: CarrierCheck }) {
  const t = useTranslations("carrier");
  const reason = REASONS.find((each) => each === check.reason);
  const problems = check.problems.toSorted((one, other) => Number(problemKey(one) === "unsigned") - Number(problemKey(other) === "unsigned"));
  return (
    <div className="flex flex-col gap-3">
      {check.ok ? (
        <Banner tone="good" title={check.account_name ? t("check.okNamed", { name: check.account_name }) : t("check.ok")}>
          {t("check.took")} <Milliseconds value={check.took_ms} />
        </Banner>
      ) : (
        <Banner tone="bad" title={reason ? t(`reasons.${reason}.title`) : t("check.refused")}>
          {reason && <p>{t(`reasons.${reason}.fix`)}</p>}
          {check.message && <p className="mt-1 text-xs">{t("check.words")} “{check.message}”</p>}
        </Banner>
      )}
      {problems.map((problem) => <Problem key={problem} problem={problem} />)}
      {check.answer_url && (
        <div>
          <p className="mb-1.5 text-xs text-ink-soft">{t("check.answerUrl")}</p>
          <CodeBlock code={check.answer_url} />
        </div>
      )}
    </div>
  );
}

function Problem({ problem }: { problem: string }) {
  const t = useTranslations("carrier");
  const key = problemKey(problem);
  if (key === undefined) return <Banner tone="warn">{problem}</Banner>;
  return (
    <Banner tone="warn" title={t(`problems.${key}.title`)}>
      {t(`problems.${key}.fix`)}
      {key === "balance" && <p className="mt-1 text-xs">“{problem}”</p>}
    </Banner>
  );
}
