"use client";

import { LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { PagedRows } from "@/lib/pages";
import { Button } from "../button";
import { useErrorText } from "../error-text";

/** How many there are so far, and what keeps the rest away. */
export function TableFooter<Row>({ list }: { list: PagedRows<Row> }) {
  const t = useTranslations("ui.table");
  const say = useErrorText();
  if (list.isLoading) return null;
  return (
    <div className="numbers flex min-h-9 items-center gap-3 px-4 text-xs text-ink-faint" role="status">
      {list.error ? (
        <>
          <span className="min-w-0 truncate text-bad-text">{say(list.error)}</span>
          <Button variant="link" size="sm" onClick={list.retry}>{t("tryAgain")}</Button>
        </>
      ) : (
        <>
          <span>{t("rows", { count: list.rows.length, more: list.hasMore ? "yes" : "no" })}</span>
          {list.isLoadingMore && <LoaderCircle className="size-3.5 animate-spin" aria-label={t("loading")} />}
        </>
      )}
    </div>
  );
}
