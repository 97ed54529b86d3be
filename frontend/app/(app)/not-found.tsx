import { Compass } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";

export default function NotFound() {
  const t = useTranslations("shell.nowhere");
  return (
    <EmptyState icon={Compass} title={t("title")} action={<Button asChild><Link href="/">{t("home")}</Link></Button>}>
      {t("text")}
    </EmptyState>
  );
}
