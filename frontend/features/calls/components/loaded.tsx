import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { useErrorText } from "@/ui/error-text";
import { Skeleton } from "@/ui/skeleton";
import type { Everything } from "../hooks/use-call-events";

/** What stands in for a list that is not there yet, or not at all. */
export function Loaded<Row>({ list, none, children }: { list: Everything<Row>; none: string; children: ReactNode }) {
  const t = useTranslations("calls.detail");
  const say = useErrorText();
  if (list.isLoading && !list.error) return <div className="flex flex-col gap-3 p-4">{Array.from({ length: 6 }, (_, row) => <Skeleton key={row} className={row % 2 ? "h-10 w-3/5 self-end" : "h-10 w-1/2"} />)}</div>;
  return (
    <>
      {list.error && <Banner tone="warn" className="mx-4 mb-3" action={<Button size="sm" onClick={list.retry}>{t("tryAgain")}</Button>}>{say(list.error)}</Banner>}
      {list.rows.length === 0 && !list.error ? <p className="px-4 py-10 text-center text-ink-faint">{none}</p> : children}
    </>
  );
}
