/** States that were, and those taken back: what undo and redo walk through. */
export interface History<State> {
  past: readonly State[];
  present: State;
  future: readonly State[];
  /** What the last change was about, and when: changes of one place in one go are one step. */
  last?: { place: string; at: number };
}

const MAX_STEPS = 200;
const ONE_GO_MS = 1_200;

export const historyOf = <State>(present: State): History<State> => ({ past: [], present, future: [] });

export function changedTo<State>(history: History<State>, present: State, place: string, now: number): History<State> {
  if (present === history.present) return history;
  const { last } = history;
  const isSameGo = place !== "" && last?.place === place && now - last.at < ONE_GO_MS && history.past.length > 0;
  const past = isSameGo ? history.past : [...history.past, history.present].slice(-MAX_STEPS);
  return { past, present, future: [], last: { place, at: now } };
}

export function undone<State>(history: History<State>): History<State> {
  const before = history.past.at(-1);
  if (before === undefined) return history;
  return { past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] };
}

export function redone<State>(history: History<State>): History<State> {
  const [next, ...future] = history.future;
  if (next === undefined) return history;
  return { past: [...history.past, history.present], present: next, future };
}

/** Every state as it would be with somebody else's change. */
export function mapped<State>(history: History<State>, change: (state: State) => State): History<State> {
  return { past: history.past.map(change), present: change(history.present), future: history.future.map(change) };
}
