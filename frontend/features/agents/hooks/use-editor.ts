import { createContext, use, useMemo, useSyncExternalStore } from "react";
import type { Adapter } from "../api/integrations";
import type { DraftStore } from "../model/draft-store";
import { valueAt, withValue, type SpecPath } from "../model/paths";
import { type PlacedProblem, problemsAt } from "../model/problems";
import { SYSTEM_VARIABLES } from "../model/spec";

export interface EditorValue {
  store: DraftStore;
  problems: readonly PlacedProblem[];
  /** The service looks at what was saved last. */
  isChecking: boolean;
  /** The viewer may look and not change. */
  isReadOnly: boolean;
  adapters: readonly Adapter[];
}

export const EditorContext = createContext<EditorValue | undefined>(undefined);

export function useEditor(): EditorValue {
  const editor = use(EditorContext);
  if (!editor) throw new Error("useEditor belongs within the editor of an agent");
  return editor;
}

export function useDraft() {
  const { store } = useEditor();
  return useSyncExternalStore(store.subscribe, store.read, store.read);
}

export const useSpec = () => useDraft().history.present;

/** One value of the spec, how to change it, and what the service finds wrong with it. */
export function useSpecValue(path: SpecPath) {
  const { store, problems, isReadOnly } = useEditor();
  const value = valueAt(useSpec(), path);
  const found = useMemo(() => problemsAt(problems, path), [problems, path]);
  const set = (next: unknown) => store.edit((spec) => withValue(spec, path, next), path);
  return { value, set, problems: found, isReadOnly };
}

/** Names that templates may use. */
export function useVariableNames(): string[] {
  const variables = useSpec().variables;
  return useMemo(() => [...(variables ?? []).map((each) => each.name ?? "").filter(Boolean), ...SYSTEM_VARIABLES], [variables]);
}
