"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/ui/page-header";
import { NameSection } from "./name-section";
import { PasswordSection } from "./password-section";
import { SecondFactorSection } from "./second-factor-section";
import { SessionsSection } from "./sessions-section";

export function ProfileSettings() {
  const t = useTranslations("profile");
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      <NameSection />
      <PasswordSection />
      <SecondFactorSection />
      <SessionsSection />
    </>
  );
}
