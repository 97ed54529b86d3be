"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { saveFile } from "@/lib/save-file";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { Checkbox } from "@/ui/checkbox";
import { CopyButton } from "@/ui/copy-button";

interface RecoveryCodesProps {
  codes: readonly string[];
  isKept: boolean;
  onKept: (isKept: boolean) => void;
}

export function RecoveryCodes({ codes, isKept, onKept }: RecoveryCodesProps) {
  const t = useTranslations("profile.factor");
  const text = codes.join("\n");
  return (
    <div className="flex flex-col gap-4">
      <Banner tone="warn">{t("recoveryHint")}</Banner>
      <div className="rounded-lg bg-sunken p-3 ring-1 ring-line ring-inset">
        <ol aria-label={t("recovery")} className="grid grid-cols-2 gap-x-6 gap-y-1 font-mono text-sm">
          {codes.map((code) => <li key={code}>{code}</li>)}
        </ol>
        <div className="mt-2 flex items-center justify-end gap-1">
          <CopyButton text={text} label={t("copyCodes")} />
          <Button size="sm" onClick={() => saveFile(new Blob([`${text}\n`], { type: "text/plain" }), "voicera-recovery-codes.txt")}><Download aria-hidden />{t("download")}</Button>
        </div>
      </div>
      <Checkbox checked={isKept} onChange={onKept} label={t("kept")} />
    </div>
  );
}
