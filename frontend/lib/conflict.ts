import { useState } from "react";
import { isReason } from "@/lib/errors";

interface ConflictOptions<Kept, Mine> {
  /** Saves mine over what is kept, whose revision it takes. */
  save: (kept: Kept, mine: Mine) => Promise<unknown>;
  /** Reads what somebody else has saved. */
  read: () => Promise<Kept>;
}

/** A save that may meet somebody else's: `theirs` and `mine` are set once it does, and a person decides. */
export function useConflict<Kept, Mine>({ save, read }: ConflictOptions<Kept, Mine>) {
  const [open, setOpen] = useState<{ theirs: Kept; mine: Mine }>();

  /** True if it was saved; false if there is something to decide. */
  async function attempt(kept: Kept, mine: Mine): Promise<boolean> {
    try {
      await save(kept, mine);
      return true;
    } catch (error) {
      if (!isReason(error, "REVISION_CONFLICT")) throw error;
      setOpen({ theirs: await read(), mine });
      return false;
    }
  }

  async function keepMine(): Promise<boolean> {
    if (!open) return false;
    const isSaved = await attempt(open.theirs, open.mine);
    if (isSaved) setOpen(undefined);
    return isSaved;
  }

  return { theirs: open?.theirs, mine: open?.mine, attempt, keepMine, close: () => setOpen(undefined) };
}
