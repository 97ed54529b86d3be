"use client";

import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { Dialog } from "@/ui/dialog";
import { FormError } from "@/ui/form";
import { Progress } from "@/ui/progress";
import { verifyAuditChain } from "../api/audit";

/** Recomputes the chain: whether an entry is missing or was changed. */
export function VerifyButton() {
  const t = useTranslations("audit.verify");
  const [isOpen, setOpen] = useState(false);
  const check = useMutation({ mutationFn: verifyAuditChain });
  const verdict = check.data;
  const isWhole = verdict !== undefined && Number(verdict.broken_at) === 0;

  function open() {
    setOpen(true);
    check.mutate();
  }

  return (
    <>
      <Button onClick={open}><ShieldCheck aria-hidden />{t("button")}</Button>
      <Dialog isOpen={isOpen} onOpenChange={setOpen} title={t("title")} description={t("description")} footer={<Button onClick={() => setOpen(false)}>{t("close")}</Button>}>
        {check.isPending && <Progress value={null} label={t("running")} />}
        {check.isError && <FormError error={check.error} />}
        {verdict && (
          <div className="flex flex-col gap-3">
            <Banner tone={isWhole ? "good" : "bad"} title={isWhole ? t("whole", { count: Number(verdict.entries) }) : t("broken", { at: Number(verdict.broken_at) })}>
              {t(isWhole ? "wholeText" : "brokenText")}
            </Banner>
            {verdict.head && (
              <div>
                <p className="mb-1 text-xs text-ink-soft">{t("head")}</p>
                <CodeBlock code={verdict.head} className="[&_pre]:break-all [&_pre]:whitespace-pre-wrap" />
              </div>
            )}
          </div>
        )}
      </Dialog>
    </>
  );
}
