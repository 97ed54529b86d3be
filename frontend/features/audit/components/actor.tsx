"use client";

import { Bot, KeyRound, UserRound, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { AuditEntry } from "../api/audit";
import { useActors } from "../hooks/use-actors";

const ICONS = { member: UserRound, api_key: KeyRound, service: Bot, anonymous: UserRoundX } as const;
type Kind = keyof typeof ICONS;

function isKind(kind: string): kind is Kind {
  return kind in ICONS;
}

export function Actor({ entry }: { entry: AuditEntry }) {
  const t = useTranslations("audit.kinds");
  const actors = useActors();
  const kind = isKind(entry.actor_kind) ? entry.actor_kind : "anonymous";
  const Icon = ICONS[kind];
  return (
    <span className="flex items-center gap-1.5" title={t(kind)}>
      <Icon className="size-3.5 shrink-0 text-ink-faint" aria-label={t(kind)} />
      <span className="truncate">{actors.name(entry)}</span>
    </span>
  );
}
