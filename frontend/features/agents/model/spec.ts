import type { Draft } from "@/lib/api/types";

/** The agent as the contract has it. Every field may be absent: a draft need not be complete. */
export type Spec = Draft<"AgentSpec">;
export type GraphNode = Draft<"Node">;
export type Edge = Draft<"Edge">;
export type Comparison = Draft<"Comparison">;
export type Variable = Draft<"Variable">;
export type Tool = Draft<"Tool">;

/** A JSON object; the generated type of one says nothing about what is in it. */
export type Struct = NonNullable<Tool["parameters"]>;
export const struct = (value: Readonly<Record<string, unknown>>) => value as Struct;

export const NODE_KINDS = ["say", "ask", "collect", "branch", "prompt", "transfer", "hang_up"] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export type EdgeKind = "rule" | "intent" | "otherwise";

export const SYSTEM_VARIABLES = ["caller_number", "called_number", "call_id", "direction", "today"] as const;

export function kindOf(node: GraphNode): NodeKind | undefined {
  return NODE_KINDS.find((kind) => node[kind] !== undefined);
}

export function edgeKindOf(edge: Edge): EdgeKind | undefined {
  if (edge.rule) return "rule";
  if (edge.intent) return "intent";
  return edge.otherwise ? "otherwise" : undefined;
}

/** A transfer and a hang-up end the conversation. */
export function isEnd(kind: NodeKind | undefined): boolean {
  return kind === "transfer" || kind === "hang_up";
}

/** Nodes that hear what the caller means. */
export function takesIntents(kind: NodeKind | undefined): boolean {
  return kind === "ask" || kind === "collect" || kind === "prompt";
}

export const nodesOf = (spec: Spec): GraphNode[] => spec.graph?.nodes ?? [];

export function titleOf(node: GraphNode): string {
  return node.title?.trim() ? node.title : (node.id ?? "");
}

/** What a node says or asks, in a line. */
export function summaryOf(node: GraphNode): string {
  return (
    node.say?.text ??
    node.ask?.prompt ??
    node.collect?.prompt ??
    (node.prompt?.opening ? node.prompt.opening : node.prompt?.instructions) ??
    (node.transfer ? (node.transfer.announcement ? node.transfer.announcement : node.transfer.to) : undefined) ??
    node.hang_up?.farewell ??
    ""
  );
}

/** An id that no other node has: "ask", "ask_2"… */
export function freeId(taken: Iterable<string>, wish: string): string {
  const ids = new Set(taken);
  const base = wish.replace(/[^A-Za-z0-9_-]/g, "_").replace(/^[^A-Za-z]+/, "") || "node";
  if (!ids.has(base)) return base;
  let number = 2;
  while (ids.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}

export function emptyNode(kind: NodeKind, id: string): GraphNode {
  const node: GraphNode = { id, title: "", edges: [] };
  const kinds: Record<NodeKind, Partial<GraphNode>> = {
    say: { say: { text: "" } },
    ask: { ask: { prompt: "" } },
    collect: { collect: { variable: "", prompt: "" } },
    branch: { branch: {} },
    prompt: { prompt: { instructions: "" } },
    transfer: { transfer: { to: "" } },
    hang_up: { hang_up: { farewell: "" } },
  };
  return { ...node, ...kinds[kind] };
}
