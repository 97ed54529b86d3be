"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { cn } from "@/lib/cn";
import { deferred, useSoon } from "@/lib/deferred";
import { Sheet } from "@/ui/sheet";
import { Skeleton } from "@/ui/skeleton";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useSpec } from "@/features/agents/hooks/use-editor";
import { useWide } from "@/features/agents/hooks/use-wide";
import { nodesOf } from "@/features/agents/model/spec";
import { START } from "../graph/flow";

// The canvas measures itself, which only a browser can.
const Canvas = dynamic(() => import("../graph/canvas").then((module) => module.Canvas), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

const PANEL = { placeholder: <Skeleton className="h-80 w-full" /> };
const NodePanel = deferred(() => import("../panel/node-panel").then((module) => module.NodePanel), PANEL);
const StartPanel = deferred(() => import("../panel/start-panel").then((module) => module.StartPanel), PANEL);
const SOON = [NodePanel, StartPanel];

export function Conversation() {
  useSoon(SOON);
  const t = useTranslations("agent");
  const isWide = useWide();
  const { query, change } = useAddress();
  const spec = useSpec();
  const id = query.get("node");
  const at = nodesOf(spec).findIndex((node) => node.id === id);
  const close = () => change({ node: undefined, edge: undefined });
  const panel = id === START ? <StartPanel onClose={close} /> : at >= 0 ? <NodePanel key={id} at={at} onClose={close} /> : null;
  return (
    <div className={cn("-mx-4 -mt-5 -mb-5 flex h-[calc(100dvh-13.75rem)] md:h-[calc(100dvh-9.5rem)] min-h-96 border-b md:-mx-8 md:-mb-7", query.has("test") && "lg:mr-0")}>
      <div className="min-w-0 flex-1"><Canvas /></div>
      {panel && isWide && (
        <aside aria-label={t("details")} className="w-92 shrink-0 overflow-y-auto border-l bg-surface p-4">{panel}</aside>
      )}
      {!isWide && (
        <Sheet isOpen={panel !== null} onOpenChange={(isOpen) => !isOpen && close()} title={t("details")}>
          <div data-spec>{panel}</div>
        </Sheet>
      )}
    </div>
  );
}
