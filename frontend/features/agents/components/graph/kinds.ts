import { CircleHelp, GitBranch, type LucideIcon, MessageSquare, PhoneForwarded, PhoneOff, Sparkles, TextCursorInput } from "lucide-react";
import type { NodeKind } from "@/features/agents/model/spec";

/** How kinds of nodes look: an icon, and a colour beside it. */
export const KIND_LOOKS: Record<NodeKind, { icon: LucideIcon; classes: string }> = {
  say: { icon: MessageSquare, classes: "bg-active text-ink-soft" },
  ask: { icon: CircleHelp, classes: "bg-accent-soft text-accent-text" },
  collect: { icon: TextCursorInput, classes: "bg-accent-soft text-accent-text" },
  branch: { icon: GitBranch, classes: "bg-warn-soft text-warn-text" },
  prompt: { icon: Sparkles, classes: "bg-good-soft text-good-text" },
  transfer: { icon: PhoneForwarded, classes: "bg-bad-soft text-bad-text" },
  hang_up: { icon: PhoneOff, classes: "bg-bad-soft text-bad-text" },
};
