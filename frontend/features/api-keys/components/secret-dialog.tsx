"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { CodeBlock } from "@/ui/code-block";
import { Dialog } from "@/ui/dialog";
import type { NewApiKey } from "../api/api-keys";

/** The secret, this once: it does not close before somebody says that they have it. */
export function SecretDialog({ made, onClose }: { made: NewApiKey; onClose: () => void }) {
  const t = useTranslations("apiKeys.secret");
  const [isKept, setKept] = useState(false);
  return (
    <Dialog
      isOpen
      onOpenChange={() => isKept && onClose()}
      title={t("title", { name: made.api_key?.display_name ?? "" })}
      footer={<Button variant="primary" disabled={!isKept} onClick={onClose}>{t("done")}</Button>}
    >
      <div className="flex flex-col gap-4">
        <Banner tone="warn">{t("once")}</Banner>
        <CodeBlock code={made.secret} className="[&_pre]:break-all [&_pre]:whitespace-pre-wrap" />
        <div>
          <p className="mb-1.5 text-xs text-ink-soft">{t("try")}</p>
          <CodeBlock code={`curl -H "Authorization: Bearer $VOICERA_API_KEY" \\\n  ${location.origin}/v1/organization`} />
        </div>
        <Checkbox checked={isKept} onChange={setKept} label={t("kept")} />
      </div>
    </Dialog>
  );
}
