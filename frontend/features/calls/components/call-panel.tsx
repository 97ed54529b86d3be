"use client";

import { useTranslations } from "next-intl";
import { Card } from "@/ui/card";
import { Tabs } from "@/ui/tabs";
import { cn } from "@/lib/cn";
import type { SearchPatch } from "@/lib/url-state";
import type { Call, CallEvent } from "../api/calls";
import type { Player } from "../audio/player";
import type { Conversation } from "../conversation";
import type { Everything } from "../hooks/use-call-events";
import { GROUPS } from "../timeline";
import { Latency } from "./latency";
import { Loaded } from "./loaded";
import { Overview } from "./overview";
import { Timeline } from "./timeline";

interface CallPanelProps {
  call: Call | undefined;
  events: Everything<CallEvent>;
  told: Conversation;
  player?: Player;
  search: URLSearchParams;
  change: (patch: SearchPatch) => void;
  /** How high it is. */
  className?: string;
}

const TABS = ["overview", "timeline", "latency"] as const;
const TALL = "h-[min(40rem,calc(100dvh-15rem))] min-h-72";

/** What happened besides the talking; the tab and its filter are in the address. */
export function CallPanel({ call, events, told, player, search, change, className = TALL }: CallPanelProps) {
  const t = useTranslations("calls.detail");
  const tab = TABS.find((each) => each === search.get("tab")) ?? "overview";
  const group = GROUPS.find((each) => each === search.get("events")) ?? "all";
  const collected = call?.variables ?? {};
  const variables = Object.keys(collected).length > 0 ? collected : told.variables;
  const contents = {
    overview: (
      // Long: who has no wheel scrolls with the keys.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      <div tabIndex={0} role="region" aria-label={t("tabs.overview")} className={cn(className, "relative overflow-y-auto rounded-md focus-visible:-outline-offset-2")}>
        <Overview variables={variables} path={told.path} tools={told.tools} usage={call?.usage} cost={call?.cost} player={player} />
      </div>
    ),
    timeline: <Loaded list={events} none={t("nothingHappened")}><Timeline events={events.rows} group={group} onGroup={(next) => change({ events: next === "all" ? "" : next })} player={player} className={className} /></Loaded>,
    latency: <Loaded list={events} none={t("nothingHappened")}><Latency turns={told.turns} className={className} /></Loaded>,
  };
  return (
    <Card isFlush className="pt-1.5">
      <Tabs
        value={tab}
        onChange={(next) => change({ tab: next === "overview" ? "" : next })}
        tabs={TABS.map((each) => ({ value: each, label: t(`tabs.${each}`), content: contents[each] }))}
        className="[&_[role=tablist]]:px-2"
      />
    </Card>
  );
}
