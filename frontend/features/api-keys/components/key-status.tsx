"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Status } from "@/ui/badge";
import type { ApiKey } from "../api/api-keys";
import { stateOf } from "../key-state";

const TONES = { active: "good", expiresSoon: "warn", expired: "neutral", revoked: "neutral" } as const;

export function KeyStatus({ apiKey }: { apiKey: ApiKey }) {
  const t = useTranslations("apiKeys.states");
  const [now] = useState(() => Date.now());
  const state = stateOf(apiKey, now);
  return <Status tone={TONES[state]}>{t(state)}</Status>;
}
