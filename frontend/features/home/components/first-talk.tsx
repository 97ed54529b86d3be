import { Plus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMay } from "@/features/session/hooks/use-me";
import type { Message } from "@/lib/api/types";
import { Button } from "@/ui/button";
import { Skeleton } from "@/ui/skeleton";
import { TalkButton } from "./talk-button";
import { Voice } from "./voice";

interface FirstTalkProps {
  agents: { first: Message<"Agent"> | undefined; live: Message<"Agent"> | undefined } | undefined;
  isLoading: boolean;
}

/** The one thing to do first: hear an agent speak. */
export function FirstTalk({ agents, isLoading }: FirstTalkProps) {
  const t = useTranslations("home.talk");
  const mayMake = useMay("agents.write");
  const agent = agents?.live ?? agents?.first;
  return (
    <section className="relative overflow-hidden rounded-xl bg-surface px-6 py-10 shadow-lift ring-1 ring-line sm:px-10 sm:py-14">
      <Voice className="absolute inset-y-0 right-0 hidden w-2/5 lg:flex" />
      <div className="relative max-w-xl">
        <h2 className="text-2xl font-semibold tracking-tight text-balance">{t("title")}</h2>
        <p className="mt-2 text-base text-pretty text-ink-soft">
          {isLoading ? <Skeleton className="h-5 w-80 max-w-full" /> : agents?.live ? t("text", { agent: agents.live.display_name }) : agent ? t("draft", { agent: agent.display_name }) : mayMake ? t("none") : t("noneHere")}
        </p>
        <div className="mt-6 flex flex-wrap items-center gap-3">
          {isLoading && <Skeleton className="h-10 w-48" />}
          <TalkButton agent={agent} size="lg" />
          {!isLoading && !agent && mayMake && <Button asChild variant="primary" size="lg"><Link href="/agents"><Plus aria-hidden />{t("make")}</Link></Button>}
        </div>
        {agent && <p className="mt-3 text-xs text-ink-faint">{t("hint")}</p>}
      </div>
    </section>
  );
}
