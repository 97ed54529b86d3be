import { ApiError, CONNECTION_LOST, DEADLINE_EXCEEDED, isReason } from "@/lib/errors";
import type { Choices } from "@/lib/merge";
import type { Agent } from "../api/agents";
import { isSame } from "./canonical";
import { type Change, differences } from "./diff";
import { type History, changedTo, historyOf, mapped, redone, undone } from "./history";
import { type Clash, mergedSpecs } from "./merge";
import type { Spec } from "./spec";

export type SaveState = "saved" | "waiting" | "saving" | "offline" | "conflict" | "refused";

export interface DraftState {
  history: History<Spec>;
  agent: Agent;
  save: SaveState;
  /** Why it was refused. */
  error?: unknown;
  /** What somebody else saved meanwhile, while a person has not decided about what both have changed. */
  theirs?: Agent;
  /** What of somebody else's came into the draft, until it is told. */
  arrived?: readonly Change[];
}

export interface DraftServer {
  save: (spec: Spec, revision: string) => Promise<Agent>;
  read: () => Promise<Agent>;
}

const SAVE_AFTER_MS = 800;
const FIRST_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 30_000;
/** Somebody may type on, or rename the agent, while it is saved. */
const MOST_FLUSHES = 3;
const SETTLED: ReadonlySet<SaveState> = new Set(["offline", "conflict", "refused"]);

/** The draft as it is edited: undo, redo, and a save shortly after every change. Nothing is lost while nothing answers. */
export class DraftStore {
  private state: DraftState;
  private kept: Spec;
  private sent: Spec | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retryMs = FIRST_RETRY_MS;
  private isSaving = false;
  private readonly listeners = new Set<() => void>();

  constructor(agent: Agent, private readonly server: DraftServer) {
    this.kept = agent.draft ?? {};
    this.state = { history: historyOf(this.kept), agent, save: "saved" };
  }

  readonly subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  };

  readonly read = (): DraftState => this.state;

  get spec(): Spec {
    return this.state.history.present;
  }

  get isKept(): boolean {
    return this.spec === this.kept;
  }

  /** Changes of one `place` in quick succession are one step of undo. */
  readonly edit = (change: (spec: Spec) => Spec, place = ""): void => {
    this.step(changedTo(this.state.history, change(this.spec), place, Date.now()));
  };

  readonly undo = (): void => this.step(undone(this.state.history));
  readonly redo = (): void => this.step(redone(this.state.history));

  /** Saves at once what waits; resolves when it is kept, or once it is clear that it cannot be now. */
  readonly flush = async (): Promise<boolean> => {
    clearTimeout(this.timer);
    while (this.isSaving) await new Promise((resolve) => setTimeout(resolve, 50));
    if (!this.isKept && this.state.save !== "conflict") await this.save();
    return this.isKept && this.state.save !== "conflict";
  };

  /** The agent with the draft as it is seen here, for what works with the saved one. Throws why it cannot be saved. */
  readonly flushed = async (): Promise<Agent> => {
    for (let flushes = 0; flushes < MOST_FLUSHES; flushes++) {
      if (await this.flush()) return this.state.agent;
      if (SETTLED.has(this.state.save)) break;
    }
    throw unsaved(this.state);
  };

  /** The agent after another request of ours: published, renamed, rolled back. A draft that is not ours is merged. */
  readonly adopt = (agent: Agent): void => {
    const { save, agent: known } = this.state;
    // Answers may overtake each other: one from before our last save says nothing.
    if (BigInt(agent.revision) < BigInt(known.revision)) return;
    if (save !== "conflict" && isSame(agent.draft, this.kept)) return this.show({ agent });
    if (save !== "conflict" && this.sent && isSame(agent.draft, this.sent)) {
      this.kept = this.sent;
      return this.show({ agent });
    }
    this.meet(agent);
  };

  /** What both have changed, while a person has not decided. */
  get clashes(): readonly Clash[] {
    const { theirs } = this.state;
    return theirs ? mergedSpecs({ base: this.kept, mine: this.spec, theirs: theirs.draft ?? {} }).clashes : [];
  }

  /** Saves what both have, and of what both have changed whose was chosen. */
  readonly decide = async (choices: Choices): Promise<void> => {
    const { theirs } = this.state;
    if (!theirs) return;
    this.merge(theirs, choices);
    await this.flush();
  };

  /** Somebody has been told what came. */
  readonly told = (): void => this.show({ arrived: undefined });

  readonly stop = (): void => clearTimeout(this.timer);

  private step(history: History<Spec>): void {
    if (history === this.state.history) return;
    const { theirs } = this.state;
    this.show({ history, save: theirs ? "conflict" : "waiting" });
    if (theirs) this.meet(theirs);
    else this.saveAfter(SAVE_AFTER_MS);
  }

  private saveAfter(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.save(), ms);
  }

  private async save(): Promise<void> {
    if (this.isSaving) return this.saveAfter(SAVE_AFTER_MS);
    if (this.isKept) return this.show({ save: "saved", error: undefined });
    this.isSaving = true;
    this.sent = this.spec;
    this.show({ save: "saving" });
    try {
      this.keep(await this.server.save(this.sent, this.state.agent.revision));
    } catch (error) {
      await this.refuse(error);
    } finally {
      this.isSaving = false;
    }
  }

  private keep(agent: Agent): void {
    this.retryMs = FIRST_RETRY_MS;
    // While it was saved, somebody's later draft came with another answer, and is merged already.
    const isOvertaken = this.state.save !== "conflict" && BigInt(agent.revision) < BigInt(this.state.agent.revision);
    if (isOvertaken) return this.saveAfter(SAVE_AFTER_MS);
    this.kept = this.sent ?? this.spec;
    if (this.state.save === "conflict") return;
    this.show({ agent, save: this.isKept ? "saved" : "waiting", error: undefined });
    if (!this.isKept) this.saveAfter(SAVE_AFTER_MS);
  }

  private async refuse(error: unknown): Promise<void> {
    if (isReason(error, "REVISION_CONFLICT")) return this.compare();
    if (!isPassing(error)) return this.show({ save: "refused", error });
    this.show({ save: "offline", error });
    this.saveAfter(this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  /** An answer that got lost looks like a conflict with oneself. */
  private async compare(): Promise<void> {
    try {
      const theirs = await this.server.read();
      if (isSame(theirs.draft, this.sent)) return this.keep(theirs);
      if (isSame(theirs.draft, this.kept)) {
        this.show({ agent: theirs });
        return this.saveAfter(0);
      }
      this.meet(theirs);
    } catch (error) {
      await this.refuse(error);
    }
  }

  /** What only one has changed is merged; of what both have, a person decides. */
  private meet(theirs: Agent): void {
    const { agent } = this.state;
    if (mergedSpecs({ base: this.kept, mine: this.spec, theirs: theirs.draft ?? {} }).clashes.length === 0) return this.merge(theirs);
    clearTimeout(this.timer);
    // With its revision the next save would go over their draft.
    this.show({ agent: { ...theirs, draft: agent.draft, revision: agent.revision }, theirs, save: "conflict" });
  }

  private merge(theirs: Agent, choices?: Choices): void {
    const [base, before, draft] = [this.kept, this.spec, theirs.draft ?? {}];
    // Undo takes back what was done here, and nothing of theirs.
    const merged = mapped(this.state.history, (mine) => mergedSpecs({ base, mine, theirs: draft }).spec);
    const { spec } = mergedSpecs({ base, mine: before, theirs: draft }, choices);
    this.kept = isSame(spec, draft) ? spec : draft;
    const history = choices ? changedTo(merged, spec, "", Date.now()) : { ...merged, present: spec };
    const isKept = spec === this.kept;
    this.show({ agent: theirs, theirs: undefined, history, save: isKept ? "saved" : "waiting", error: undefined, arrived: differences(before, spec) });
    if (!isKept) this.saveAfter(0);
  }

  private show(next: Partial<DraftState>): void {
    this.state = { ...this.state, ...next };
    for (const listener of this.listeners) listener();
  }
}

function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429 || isReason(error, CONNECTION_LOST, DEADLINE_EXCEEDED);
}

function unsaved({ save, error }: DraftState): ApiError {
  if (save === "conflict") return new ApiError({ status: 409, reason: "DRAFT_UNDECIDED", message: "" });
  if (!(error instanceof ApiError)) return new ApiError({ status: 409, reason: "DRAFT_UNSAVED", message: "" });
  return new ApiError({ status: error.status, reason: "DRAFT_UNSAVED", message: error.message, violations: [...error.violations] });
}
