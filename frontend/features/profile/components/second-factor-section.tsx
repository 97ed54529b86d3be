"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { Status } from "@/ui/badge";
import { Button } from "@/ui/button";
import { FormSection } from "@/ui/form";

const SecondFactorSetup = deferred(() => import("./second-factor-setup").then((module) => module.SecondFactorSetup));
const StopSecondFactor = deferred(() => import("./stop-second-factor").then((module) => module.StopSecondFactor));
const SOON = [SecondFactorSetup, StopSecondFactor];

export function SecondFactorSection() {
  useSoon(SOON);
  const t = useTranslations("profile.factor");
  const me = useMe();
  const [isOpen, setOpen] = useState(false);
  return (
    <FormSection title={t("title")} hint={t("hint")}>
      <div className="flex flex-wrap items-center justify-between gap-3 rounded-xl bg-surface px-4 py-3 shadow-lift ring-1 ring-line">
        <div className="min-w-0">
          <Status tone={me.has_second_factor ? "good" : "warn"} className="font-medium">{t(me.has_second_factor ? "on" : "off")}</Status>
          <p className="mt-0.5 text-xs text-ink-faint">{me.has_password ? t(me.has_second_factor ? "onHint" : "offHint") : t("noPassword")}</p>
        </div>
        <Button variant={me.has_second_factor ? "secondary" : "primary"} disabled={!me.has_password} onClick={() => setOpen(true)}>
          {t(me.has_second_factor ? "stop" : "start")}
        </Button>
      </div>
      {isOpen && <OpenDialog isOn={me.has_second_factor} onClose={() => setOpen(false)} />}
    </FormSection>
  );
}

/** Which dialog it is stays as it was when it opened: setting up goes on after the factor is on. */
function OpenDialog({ isOn, onClose }: { isOn: boolean; onClose: () => void }) {
  const [wasOn] = useState(isOn);
  return wasOn ? <StopSecondFactor onClose={onClose} /> : <SecondFactorSetup onClose={onClose} />;
}
