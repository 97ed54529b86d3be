"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { CodeBlock } from "@/ui/code-block";
import { DateTime } from "@/ui/date-time";
import { Dialog } from "@/ui/dialog";
import type { OneTimeLink } from "../api/members";

interface LinkDialogProps {
  title: string;
  hint: string;
  link: OneTimeLink;
  onClose: () => void;
}

/** A link that nobody mailed: whoever made it hands it over. It is shown this once. */
export function LinkDialog({ title, hint, link, onClose }: LinkDialogProps) {
  const t = useTranslations("members.link");
  return (
    <Dialog isOpen onOpenChange={onClose} title={title} description={hint} footer={<Button variant="primary" onClick={onClose}>{t("done")}</Button>}>
      <CodeBlock code={link.url} className="[&_pre]:break-all [&_pre]:whitespace-pre-wrap" />
      <p className="mt-3 text-xs text-ink-faint">{t("works")} <DateTime value={link.expires_at} style="exact" /></p>
    </Dialog>
  );
}
