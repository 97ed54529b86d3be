"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useMay } from "@/features/session/hooks/use-me";
import { deferred, useSoon } from "@/lib/deferred";
import { ErrorState } from "@/ui/error-state";
import { Skeleton } from "@/ui/skeleton";
import { type Agent, getAgent, updateAgent } from "@/features/agents/api/agents";
import { useAddress } from "@/features/agents/hooks/use-address";
import { useAdapters } from "@/features/agents/hooks/use-agents";
import { EditorContext, type EditorValue } from "@/features/agents/hooks/use-editor";
import { useFieldFocus } from "@/features/agents/hooks/use-field-focus";
import { useProblems } from "@/features/agents/hooks/use-problems";
import { useSafeLeave } from "@/features/agents/hooks/use-safe-leave";
import { useUndoKeys } from "@/features/agents/hooks/use-undo-keys";
import { flushDraft, openDraft } from "@/features/agents/model/unsaved";
import { EditorHeader } from "./editor-header";

const TestPanel = deferred(() => import("../test/test-panel").then((module) => module.TestPanel));
const Conflict = deferred(() => import("./conflict").then((module) => module.Conflict));
const SOON = [TestPanel];

/** What all tabs of an agent share: its draft, saved as one edits. */
export function AgentEditor({ id, children }: { id: string; children: ReactNode }) {
  // Read once: from then on the store knows better than any later answer.
  const { data, error, refetch } = useQuery({
    queryKey: ["agents", "one", id],
    queryFn: async ({ signal }) => {
      await flushDraft(id);
      return getAgent(id, signal);
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <EditorSkeleton />;
  return <OpenEditor key={id} agent={data}>{children}</OpenEditor>;
}

function OpenEditor({ agent, children }: { agent: Agent; children: ReactNode }) {
  const mayWrite = useMay("agents.write");
  const [store] = useState(
    () =>
      openDraft(agent, {
        save: (draft, revision) => updateAgent(agent.id, revision, { draft }),
        read: () => getAgent(agent.id),
      }),
  );
  const adapters = useAdapters().data?.adapters;
  const { problems, isChecking } = useProblems(store);
  const [none] = useState<EditorValue["adapters"]>([]);
  useSafeLeave(store);
  useUndoKeys(store);
  useFieldFocus();
  useSoon(SOON);
  const isTesting = useAddress().query.has("test");
  const value: EditorValue = { store, problems, isChecking, isReadOnly: !mayWrite, adapters: adapters ?? none };
  return (
    <EditorContext value={value}>
      <div className="flex min-w-0 items-start gap-5">
        <div className="min-w-0 flex-1">
          <EditorHeader />
          {children}
        </div>
        {isTesting && <TestPanel />}
      </div>
      <Conflict />
    </EditorContext>
  );
}

function EditorSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <Skeleton className="h-6 w-56" />
      <Skeleton className="h-8 w-96 max-w-full" />
      <Skeleton className="h-[60vh] w-full" />
    </div>
  );
}
