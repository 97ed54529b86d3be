"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { IconButton } from "./icon-button";

const CONFIRMED_MS = 1_500;

export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations("ui");
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }

  return (
    <IconButton
      icon={isCopied ? Check : Copy}
      size="sm"
      label={isCopied ? t("copied") : (label ?? t("copy"))}
      onClick={(event) => {
        event.stopPropagation();
        void copy();
      }}
    />
  );
}
