"use client";

import { Bot, Phone, Plug, UserPlus } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useMay } from "@/features/session/hooks/use-me";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { PhoneNumber } from "@/ui/phone-number";
import { Progress as Bar } from "@/ui/progress";
import type { Progress } from "../hooks/use-progress";
import { Step } from "./step";

/** What is left to do before callers are served; gone when all of it is done. */
export function Steps({ found }: { found: Progress }) {
  const t = useTranslations("home.steps");
  const mayInvite = useMay("members.write");
  const { live, first } = found.agents.data ?? {};
  const number = found.numbers.data;
  const vendors = found.vendors.data ?? [];
  const areKnown = [found.agents, found.numbers, found.members, found.vendors].every((query) => !query.isLoading);
  const done = { publish: live !== undefined, number: number !== undefined, people: (found.members.data ?? 0) > 1, vendor: vendors.length > 0 };
  const count = Object.values(done).filter(Boolean).length;
  const all = Object.keys(done).length;
  if (!areKnown || count === all) return null;
  const doneLabel = t("done");
  return (
    <Card
      isFlush
      title={t("title")}
      hint={t("hint")}
      actions={
        <span className="numbers flex w-32 items-center gap-2 text-xs text-ink-faint">
          <Bar value={(count / all) * 100} label={t("title")} />
          {count}/{all}
        </span>
      }
    >
      <ol className="border-t">
        <Step number={1} title={t("publish.title")} isDone={done.publish} doneLabel={doneLabel} action={<Button asChild><Link href={first && !live ? `/agents/${first.id}` : "/agents"}><Bot aria-hidden />{t("publish.action")}</Link></Button>}>
          {live ? t("publish.has", { agent: live.display_name }) : t("publish.text")}
        </Step>
        <Step number={2} title={t("number.title")} isDone={done.number} doneLabel={doneLabel} action={<Button asChild><Link href="/numbers"><Phone aria-hidden />{t("number.action")}</Link></Button>}>
          {number ? t.rich("number.has", { number: () => <PhoneNumber e164={number.e164} className="font-medium text-ink" /> }) : t("number.text")}
        </Step>
        <Step number={3} title={t("people.title")} isDone={done.people} doneLabel={doneLabel} action={<Button asChild><Link href="/settings/members"><UserPlus aria-hidden />{mayInvite ? t("people.action") : t("people.look")}</Link></Button>}>
          {t("people.text")}
        </Step>
        <Step number={4} title={t("vendor.title")} isDone={done.vendor} doneLabel={doneLabel} action={<Button asChild><Link href="/integrations"><Plug aria-hidden />{t("vendor.action")}</Link></Button>}>
          {vendors.length > 0 ? t("vendor.has", { vendors: vendors.join(", ") }) : t("vendor.text")}
        </Step>
      </ol>
    </Card>
  );
}
