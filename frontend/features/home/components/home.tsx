"use client";

import { useTranslations } from "next-intl";
import { useMay, useMe } from "@/features/session/hooks/use-me";
import { Banner } from "@/ui/banner";
import { Button } from "@/ui/button";
import { useErrorText } from "@/ui/error-text";
import { PageHeader } from "@/ui/page-header";
import { Skeleton } from "@/ui/skeleton";
import { type Progress, useProgress } from "../hooks/use-progress";
import { FirstTalk } from "./first-talk";
import { GoodToKnow } from "./good-to-know";
import { RecentCalls } from "./recent-calls";
import { Steps } from "./steps";
import { TalkButton } from "./talk-button";
import { Today } from "./today";

/** Until there is a call: the way to the first one. From then on: today. */
export function Home() {
  const t = useTranslations("home");
  const me = useMe();
  const say = useErrorText();
  const found = useProgress();
  const maySeeCalls = useMay("calls.read");
  const failed = Object.values(found).find((query) => query.isError);
  const hasCalls = (found.calls.data?.length ?? 0) > 0;
  return (
    <>
      <PageHeader title={t("title", { name: me.display_name || me.email })} actions={hasCalls && <TalkButton agent={found.agents.data?.live} />} />
      <div className="flex flex-col gap-6">
        {failed && (
          <Banner tone="warn" action={<Button size="sm" onClick={() => void failed.refetch()}>{t("tryAgain")}</Button>}>
            {say(failed.error)}
          </Banner>
        )}
        {maySeeCalls && found.calls.isPending ? <Skeleton className="h-56" /> : <Begun found={found} hasCalls={hasCalls} />}
      </div>
    </>
  );
}

function Begun({ found, hasCalls }: { found: Progress; hasCalls: boolean }) {
  return (
    <>
      {hasCalls ? <Today /> : <FirstTalk agents={found.agents.data} isLoading={found.agents.isLoading} />}
      <div className="grid items-start gap-6 xl:grid-cols-[1fr_20rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <RecentCalls calls={found.calls.data} />
          <Steps found={found} />
        </div>
        <GoodToKnow />
      </div>
    </>
  );
}
