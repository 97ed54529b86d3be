import { ApiError, CONNECTION_LOST, apiErrorOf } from "@/lib/errors";
import { readJson, sessionFetch } from "@/lib/api/session";

/** Reads a table of calls to its end; a browser that downloads it by itself would not say how far it has come. */

const NEWLINE = 0x0a;
const QUOTE = 0x22;

/** `onRows` is told how many calls there are so far. An ApiError if it is not complete. */
export async function readTable(path: string, signal: AbortSignal, onRows: (rows: number) => void): Promise<Blob> {
  const answer = await sessionFetch(new Request(new URL(path, location.href), { signal }), { isStream: true });
  if (!answer.ok || !answer.body) throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
  const count = rowCounter();
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, to) {
      onRows(count(bytes));
      to.enqueue(bytes);
    },
  });
  try {
    return await new Response(answer.body.pipeThrough(counted), { headers: { "Content-Type": "text/csv" } }).blob();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError({ status: 0, reason: CONNECTION_LOST, message: "" });
  }
}

/** Counts the rows below the head; a line that ends within quotes is none. */
export function rowCounter(): (bytes: Uint8Array) => number {
  let isQuoted = false;
  let lines = 0;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      else if (byte === NEWLINE && !isQuoted) lines += 1;
    }
    return Math.max(lines - 1, 0);
  };
}
