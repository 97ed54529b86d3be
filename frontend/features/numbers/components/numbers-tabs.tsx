"use client";

import { useTranslations } from "next-intl";
import { LinkTabs } from "@/ui/link-tabs";

export function NumbersTabs({ current }: { current: "/numbers" | "/numbers/carrier" }) {
  const t = useTranslations("numbers.tabs");
  return (
    <div className="mb-5">
      <LinkTabs
        label={t("label")}
        current={current}
        tabs={[
          { href: "/numbers", label: t("numbers") },
          { href: "/numbers/carrier", label: t("carrier") },
        ]}
      />
    </div>
  );
}
