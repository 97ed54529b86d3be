import { useState } from "react";
import { isReason } from "@/lib/errors";
import { type Choices, type FieldClash, mergedFields } from "@/lib/merge";

interface ConflictOptions<Kept, Values> {
  /** What can be changed of what is kept. */
  valuesOf: (kept: Kept) => Values;
  /** Saves values over what is kept, whose revision it takes. */
  save: (kept: Kept, values: Values) => Promise<Kept>;
  /** Reads what somebody else has saved. */
  read: () => Promise<Kept>;
  /** Shows what is kept now: as it was saved, or theirs. */
  show: (kept: Kept) => void;
}

interface Met<Kept, Values> {
  /** What both began with. */
  kept: Kept;
  mine: Values;
  theirs: Kept;
  clashes: readonly FieldClash<Values>[];
}

export interface Conflict<Values> {
  /** What both have changed and a person has to decide; undefined while there is nothing to decide. */
  clashes: readonly FieldClash<Values>[] | undefined;
  /** Fields of somebody else that were saved along with mine; a new list each time. */
  arrived: readonly (keyof Values & string)[];
  decide: (choices: Choices) => Promise<unknown>;
  close: () => void;
}

/** Others may save again while ours is merged with what they saved. */
const MOST_MEETINGS = 3;

/** A save that may meet somebody else's: fields that only one has changed are merged, of the rest a person decides. */
export function useConflict<Kept, Values extends object>({ valuesOf, save, read, show }: ConflictOptions<Kept, Values>) {
  const [met, setMet] = useState<Met<Kept, Values>>();
  const [arrived, setArrived] = useState<readonly (keyof Values & string)[]>([]);

  /** True if it was saved; false if there is something to decide. */
  async function attempt(kept: Kept, mine: Values, along: readonly (keyof Values & string)[] = [], meetings = 0): Promise<boolean> {
    try {
      const saved = await save(kept, mine);
      // Before it is shown, after which the form may go.
      if (along.length > 0) setArrived(along);
      show(saved);
      setMet(undefined);
      return true;
    } catch (error) {
      if (!isReason(error, "REVISION_CONFLICT") || meetings === MOST_MEETINGS) throw error;
    }
    const theirs = await read();
    const merge = mergedFields({ base: valuesOf(kept), mine, theirs: valuesOf(theirs) });
    if (merge.clashes.length > 0) {
      setMet({ kept, mine, theirs, clashes: merge.clashes });
      return false;
    }
    return attempt(theirs, merge.values, [...new Set([...along, ...merge.arrived])], meetings + 1);
  }

  async function decide(choices: Choices): Promise<void> {
    if (!met) return;
    const theirs = valuesOf(met.theirs);
    const { values } = mergedFields({ base: valuesOf(met.kept), mine: met.mine, theirs }, choices);
    if (JSON.stringify(values) !== JSON.stringify(theirs)) return void (await attempt(met.theirs, values));
    show(met.theirs);
    setMet(undefined);
  }

  return { clashes: met?.clashes, arrived, attempt, decide, close: () => setMet(undefined) };
}
