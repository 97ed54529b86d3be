import { type InfiniteData, type QueryKey, hashKey, useMutation, useQueryClient } from "@tanstack/react-query";
import type { Page } from "@/lib/pages";
import { useErrorText } from "@/ui/error-text";
import { toast } from "@/ui/toast";

/** Takes back what was shown. */
export type Rollback = () => void;

interface OptimisticOptions<Input, Result> {
  /** What is read anew once it is clear what became of it. */
  queryKey: QueryKey;
  /** Shows it as if it had been saved. */
  show: (input: Input) => Rollback;
  save: (input: Input) => Promise<Result>;
  /** What to say if it is refused; the reason follows. */
  refused: (input: Input) => string;
  done?: (result: Result, input: Input) => void;
}

/** A change that is seen at once. If it is refused, what was there returns, and a toast tells why. */
export function useOptimistic<Input, Result>({ queryKey, show, save, refused, done }: OptimisticOptions<Input, Result>) {
  const queries = useQueryClient();
  const say = useErrorText();
  return useMutation<Result, Error, Input, Rollback>({
    mutationKey: queryKey,
    mutationFn: save,
    onMutate: async (input) => {
      // An answer from before would show the old value once more.
      await queries.cancelQueries({ queryKey });
      return show(input);
    },
    onSuccess: (result, input) => done?.(result, input),
    onError: (error, input, rollBack) => {
      rollBack?.();
      toast({ title: refused(input), description: say(error), tone: "bad" });
    },
    onSettled: () => {
      // Of several changes the last one asks: an answer to an earlier one would not have the later ones.
      if (queries.isMutating({ mutationKey: queryKey }) === 1) void queries.invalidateQueries({ queryKey });
    },
  });
}

type Paged<Row> = InfiniteData<Page<Row>>;

/** Shows rows of every list under the key changed, or without those that `change` returns nothing for. */
export function useShownRows<Row>(queryKey: QueryKey): (change: (row: Row) => Row | undefined) => Rollback {
  const queries = useQueryClient();
  return (change) => {
    const before = queries.getQueriesData({ queryKey });
    const was = new Map<string, Row>();
    const noted = (row: Row) => {
      const next = change(row);
      if (next !== undefined && next !== row) was.set(JSON.stringify(next), row);
      return next;
    };
    queries.setQueriesData({ queryKey }, (data: unknown) => (isPaged<Row>(data) ? withRows(data, noted) : data));
    const shown = new Map(queries.getQueriesData({ queryKey }).map(([key, data]) => [hashKey(key), data]));
    // What has changed otherwise since stays, also in the same list.
    const restored = (now: unknown) => (isPaged<Row>(now) ? withRows(now, (row) => was.get(JSON.stringify(row)) ?? row) : now);
    return () => {
      for (const [key, data] of before) {
        queries.setQueryData(key, (now: unknown) => (now === shown.get(hashKey(key)) ? data : restored(now)));
      }
    };
  };
}

function isPaged<Row>(data: unknown): data is Paged<Row> {
  return typeof data === "object" && data !== null && "pages" in data && "pageParams" in data;
}

function withRows<Row>(data: Paged<Row>, change: (row: Row) => Row | undefined): Paged<Row> {
  const changed = (row: Row) => {
    const next = change(row);
    return next === undefined ? [] : [next];
  };
  return { ...data, pages: data.pages.map((page) => ({ ...page, rows: page.rows.flatMap(changed) })) };
}
