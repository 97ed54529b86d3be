import type { Problem } from "../api/agents";
import { isWithinPath, pathOf, type SpecPath } from "./paths";
import { type Spec, nodesOf } from "./spec";

export const TABS = ["conversation", "variables", "voice", "behaviour", "history"] as const;
export type EditorTab = (typeof TABS)[number];

export interface PlacedProblem extends Problem {
  path: SpecPath;
  tab: EditorTab;
}

const TAB_OF: Record<string, EditorTab> = {
  variables: "variables",
  language: "voice",
  speech_to_text: "voice",
  text_to_speech: "voice",
  language_model: "voice",
  other_languages: "voice",
  translation: "voice",
  vocabulary: "voice",
  turn_taking: "behaviour",
  silence: "behaviour",
  limits: "behaviour",
  recording: "behaviour",
  failover: "behaviour",
};

/** Where each problem is in the editor. */
export function placed(spec: Spec, problems: readonly Problem[]): PlacedProblem[] {
  return problems.map((problem) => {
    const path = pathOf(spec, problem.field);
    return { ...problem, path, tab: TAB_OF[path.split(".")[0] ?? ""] ?? "conversation" };
  });
}

export function problemsAt(problems: readonly PlacedProblem[], path: SpecPath): PlacedProblem[] {
  return problems.filter((problem) => isWithinPath(problem.path, path));
}

/** The place of a problem as an address within the editor. */
export function addressOf(agentId: string, problem: Pick<PlacedProblem, "path" | "tab">, spec: Spec): string {
  const query = new URLSearchParams({ field: problem.path });
  const [, at, , edge] = /^graph\.nodes\.(\d+)(\.edges\.(\d+))?/.exec(problem.path) ?? [];
  const node = at === undefined ? undefined : nodesOf(spec)[Number(at)];
  if (node?.id) query.set("node", node.id);
  else if (problem.tab === "conversation") query.set("node", ":start");
  if (edge !== undefined) query.set("edge", edge);
  return `${pathOfTab(agentId, problem.tab)}?${query.toString()}`;
}

export function pathOfTab(agentId: string, tab: EditorTab): string {
  const base = `/agents/${encodeURIComponent(agentId)}`;
  return tab === "conversation" ? base : `${base}/${tab}`;
}
