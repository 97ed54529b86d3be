"use client";

import { useTranslations } from "next-intl";
import { Card } from "@/ui/card";

/** The guide to connecting an account, as far as one needs it here; docs/guides/connect-vobiz.md has the rest. */
export function CarrierSteps() {
  const t = useTranslations("carrier.steps");
  return (
    <Card title={t("title")}>
      <ol className="list-decimal space-y-2 pl-4 text-sm text-ink-soft marker:text-ink-faint">
        {(["keys", "number", "connect", "agent"] as const).map((step) => <li key={step}>{t(step)}</li>)}
      </ol>
      <p className="mt-4 text-xs text-ink-faint">{t("nothingElse")}</p>
      <p className="mt-2 text-xs text-ink-faint">{t("signed")}</p>
      <p className="mt-2 text-xs text-ink-faint">{t("guide")} <code className="block truncate font-mono">docs/guides/connect-vobiz.md</code></p>
    </Card>
  );
}
