"use client";

import { AudioLines, Phone, UserPlus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMay } from "@/features/session/hooks/use-me";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PhoneNumber } from "@/ui/phone-number";
import { Progress } from "@/ui/progress";
import type { useFirstSteps } from "../hooks/use-first-steps";
import { Step } from "./step";

const STEPS = 3;

export function FirstSteps({ found }: { found: ReturnType<typeof useFirstSteps> }) {
  const t = useTranslations("home.steps");
  const agent = found.agents.data;
  const number = found.numbers.data?.[0];
  const isTried = found.calls.data?.some((call) => call.direction === "DIRECTION_BROWSER") ?? false;
  const isReachable = number !== undefined;
  const isTogether = (found.members.data ?? 0) > 1;
  const done = [isTried, isReachable, isTogether].filter(Boolean).length;
  const doneLabel = t("done");

  return (
    <Card
      isFlush
      title={t("title")}
      hint={t("hint")}
      actions={
        <span className="numbers flex w-32 items-center gap-2 text-xs text-ink-faint">
          <Progress value={(done / STEPS) * 100} label={t("title")} />
          {done}/{STEPS}
        </span>
      }
    >
      <ol className="border-t">
        <Step
          number={1}
          title={t("talk.title")}
          isDone={isTried}
          doneLabel={doneLabel}
          action={
            <Button asChild variant={isTried ? "secondary" : "primary"}>
              <Link href={agent ? `/agents/${agent.id}` : "/agents"}><AudioLines aria-hidden />{agent ? t("talk.action") : t("talk.make")}</Link>
            </Button>
          }
        >
          {agent ? t("talk.text", { agent: agent.display_name }) : t("talk.none")}
        </Step>
        <Step
          number={2}
          title={t("number.title")}
          isDone={isReachable}
          doneLabel={doneLabel}
          action={<Button asChild><Link href="/numbers"><Phone aria-hidden />{t("number.action")}</Link></Button>}
        >
          {number ? t.rich("number.has", { number: () => <PhoneNumber e164={number.e164} className="font-medium text-ink" /> }) : t("number.text")}
        </Step>
        <Step number={3} title={t("people.title")} isDone={isTogether} doneLabel={doneLabel} action={<InviteLink />}>
          {t("people.text")}
        </Step>
      </ol>
    </Card>
  );
}

function InviteLink() {
  const t = useTranslations("home.steps.people");
  const mayInvite = useMay("members.write");
  return (
    <Button asChild>
      <Link href="/settings/members"><UserPlus aria-hidden />{mayInvite ? t("action") : t("look")}</Link>
    </Button>
  );
}
