import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useConflict } from "@/lib/conflict";
import { useForm } from "@/lib/form";
import { useShownRows } from "@/lib/optimistic";

/** The longest name that services take. */
export const MAX_NAME = 120;

interface RenamingOptions<Kept, Names> {
  /** What the dialog opened with. */
  kept: Kept;
  namesOf: (kept: Kept) => Names;
  save: (kept: Kept, names: Names) => Promise<Kept>;
  read: (id: string) => Promise<Kept>;
  /** The lists that show it. */
  queryKey: QueryKey;
  /** What the request calls the names. */
  paths: Readonly<Record<string, keyof Names & string>>;
  /** Shows elsewhere than in lists what is kept now. */
  adopt?: (kept: Kept) => void;
  onClose: () => void;
}

/** The form of a dialog that asks for names. It stays, with what was typed, until they are saved. */
export function useRenaming<Kept extends { id: string }, Names extends { display_name: string }>(options: RenamingOptions<Kept, Names>) {
  const { namesOf, save, read, queryKey, paths, adopt, onClose } = options;
  const queries = useQueryClient();
  const rows = useShownRows<Kept>(queryKey);
  const [begun] = useState(options.kept);
  const [isDone, setDone] = useState(false);

  // Not before what came along with the save is told.
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);

  function show(kept: Kept) {
    rows((row) => (row.id === kept.id ? kept : row));
    void queries.invalidateQueries({ queryKey });
    adopt?.(kept);
    setDone(true);
  }

  const conflict = useConflict({ valuesOf: namesOf, save, read: () => read(begun.id), show });
  const form = useForm({
    initial: namesOf(begun),
    paths,
    submit: (names) => conflict.attempt(begun, { ...names, display_name: names.display_name.trim() }),
  });
  return { form, conflict };
}
