import { useState } from "react";
import { isReason } from "@/lib/errors";

interface ConflictOptions<Kept> {
  /** Saves over what is kept, whose revision it takes. */
  save: (kept: Kept) => Promise<unknown>;
  /** Reads what somebody else has saved. */
  read: () => Promise<Kept>;
}

/** A save that may meet somebody else's: `theirs` is set once it does, and a person decides. */
export function useConflict<Kept>({ save, read }: ConflictOptions<Kept>) {
  const [theirs, setTheirs] = useState<Kept>();

  /** True if it was saved; false if there is something to decide. */
  async function attempt(kept: Kept): Promise<boolean> {
    try {
      await save(kept);
      return true;
    } catch (error) {
      if (!isReason(error, "REVISION_CONFLICT")) throw error;
      setTheirs(await read());
      return false;
    }
  }

  async function keepMine(): Promise<boolean> {
    if (theirs === undefined) return false;
    const isSaved = await attempt(theirs);
    if (isSaved) setTheirs(undefined);
    return isSaved;
  }

  return { theirs, attempt, keepMine, close: () => setTheirs(undefined) };
}
