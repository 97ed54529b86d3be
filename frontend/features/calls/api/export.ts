import { ApiError, CONNECTION_LOST, apiErrorOf } from "@/lib/errors";
import { readJson, sessionFetch } from "@/lib/api/session";

/** Reads a table of calls to its end; a browser that downloads it by itself would not say how far it has come. */

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;

export interface Table {
  file: Blob;
  /** There are more calls than the service lists at once. */
  isCut: boolean;
}

/** `onRows` is told how many calls there are so far. An ApiError if it is not complete. */
export async function readTable(path: string, signal: AbortSignal, onRows: (rows: number) => void): Promise<Table> {
  const answer = await sessionFetch(new Request(new URL(path, location.href), { signal }), { isStream: true });
  if (!answer.ok || !answer.body) throw apiErrorOf(answer.status, await readJson(answer), answer.headers);
  const counter = rowCounter();
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, to) {
      onRows(counter.count(bytes));
      to.enqueue(bytes);
    },
  });
  try {
    const file = await new Response(answer.body.pipeThrough(counted), { headers: { "Content-Type": "text/csv" } }).blob();
    return { file, isCut: counter.isCut() };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError({ status: 0, reason: CONNECTION_LOST, message: "" });
  }
}

/**
 * Counts the calls below the head; a line that ends within quotes is none, and neither is the remark that ends a table
 * which was cut: of its cells only the first says something.
 */
export function rowCounter() {
  let isQuoted = false;
  let lines = 0;
  let hasCells = false;
  let saysMore = false;
  let isRemark = false;

  function endLine() {
    lines += 1;
    isRemark = hasCells && !saysMore;
    hasCells = saysMore = false;
  }

  function count(bytes: Uint8Array): number {
    for (const byte of bytes) {
      if (byte === QUOTE) isQuoted = !isQuoted;
      if (byte === NEWLINE && !isQuoted) endLine();
      else if (byte === COMMA && !isQuoted) hasCells = true;
      else if (hasCells && byte !== RETURN) saysMore = true;
    }
    return Math.max(lines - (isRemark ? 2 : 1), 0);
  }

  return { count, isCut: () => isRemark };
}
