import { useCallback, useState } from "react";
import { useMe } from "@/features/session/hooks/use-me";
import { type SavedView, keepViews, readViews } from "../saved-views";

/** The signed-in person's views; `change` returns false if there is no room for what it would be. */
export function useSavedViews() {
  const person = useMe().user_id;
  const [views, setViews] = useState<readonly SavedView[]>(() => readViews(person));
  const change = useCallback(
    (next: (views: readonly SavedView[]) => readonly SavedView[]) => {
      // Another tab may have changed them meanwhile.
      const changed = next(readViews(person));
      const fits = keepViews(person, changed);
      setViews(readViews(person));
      return fits;
    },
    [person],
  );
  const refresh = useCallback(() => setViews(readViews(person)), [person]);
  return { views, change, refresh };
}
