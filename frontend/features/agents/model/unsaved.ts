import type { Agent } from "../api/agents";
import { type DraftServer, DraftStore } from "./draft-store";

/** Drafts with changes that are not saved yet, by agent: they outlive the page that shows them. */
const unsaved = new Map<string, DraftStore>();

/** Goes on with what was left unsaved, or begins with what the service has. */
export function openDraft(agent: Agent, server: DraftServer): DraftStore {
  const left = unsaved.get(agent.id);
  if (left) {
    left.adopt(agent);
    return left;
  }
  const store = new DraftStore(agent, server);
  store.subscribe(() => note(agent.id, store));
  return store;
}

/** Tries to save what was left unsaved of an agent, so that what is read next has it. */
export async function flushDraft(id: string): Promise<void> {
  await unsaved.get(id)?.flush();
}

/** The agent is gone, and so is what was to be saved. */
export function forgetDraft(id: string): void {
  unsaved.get(id)?.stop();
  unsaved.delete(id);
  guard();
}

function note(id: string, store: DraftStore): void {
  if (!store.isKept) unsaved.set(id, store);
  else if (unsaved.get(id) === store) unsaved.delete(id);
  guard();
}

function guard(): void {
  if (unsaved.size > 0) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
