"use client";

import { useTranslations } from "next-intl";
import { useMe } from "@/features/session/hooks/use-me";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { useErrorText } from "@/ui/error-text";
import { PageHeader } from "@/ui/page-header";
import { useFirstSteps } from "../hooks/use-first-steps";
import { FirstSteps } from "./first-steps";
import { GoodToKnow } from "./good-to-know";
import { RecentCalls } from "./recent-calls";

export function Home() {
  const t = useTranslations("home");
  const me = useMe();
  const say = useErrorText();
  const found = useFirstSteps();
  const failed = Object.values(found).find((query) => query.isError);
  return (
    <>
      <PageHeader title={t("title", { name: me.display_name || me.email })} />
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
        {failed && (
          <Banner tone="warn" action={<Button size="sm" onClick={() => void failed.refetch()}>{t("tryAgain")}</Button>}>
            {say(failed.error)}
          </Banner>
        )}
        <FirstSteps found={found} />
          <RecentCalls calls={found.calls.data} />
        </div>
        <GoodToKnow />
      </div>
    </>
  );
}
