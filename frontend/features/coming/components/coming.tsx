import { BookOpen, Megaphone, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import { EmptyState } from "@/ui/empty-state";
import { PageHeader } from "@/ui/page-header";

const ICONS = { campaigns: Megaphone, audiences: UsersRound, knowledge: BookOpen } as const;

/** A part whose service is still being built: says what it will be for, and promises nothing. */
export function Coming({ part }: { part: keyof typeof ICONS }) {
  const t = useTranslations("coming");
  return (
    <>
      <PageHeader title={t(`${part}.title`)} />
      <div className="rounded-xl bg-surface shadow-lift ring-1 ring-line">
        <EmptyState icon={ICONS[part]} title={t("title")}>
          <p>{t(`${part}.text`)}</p>
          <p className="mt-2 text-ink-faint">{t("when")}</p>
        </EmptyState>
      </div>
    </>
  );
}
