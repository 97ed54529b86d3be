import type { ReactNode } from "react";
import { AgentEditor } from "@/features/agents/components/editor/agent-editor";

export default async function AgentLayout({ params, children }: { params: Promise<{ id: string }>; children: ReactNode }) {
  const { id } = await params;
  return <AgentEditor id={decodeURIComponent(id)}>{children}</AgentEditor>;
}
