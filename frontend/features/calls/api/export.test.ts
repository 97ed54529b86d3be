import { afterEach, expect, it, vi } from "vitest";
import { ApiError } from "@/lib/errors";
import { fakeEdge, refusal } from "@/tests/edge";
import { readTable, rowCounter } from "./export";

afterEach(() => vi.unstubAllGlobals());

const bytes = (text: string) => new TextEncoder().encode(text);

function pieces(texts: readonly string[], end: (to: ReadableStreamDefaultController<Uint8Array>) => void) {
  return new ReadableStream<Uint8Array>({
    start(to) {
      for (const text of texts) to.enqueue(bytes(text));
      end(to);
    },
  });
}

it("counts rows, not the lines within a cell, wherever the pieces are cut", () => {
  const { count, isCut } = rowCounter();
  expect(count(bytes("id,outcome\r\n1,\"said \"\"yes\"\",\r"))).toBe(0);
  expect(count(bytes("\nand more\"\r\n2,"))).toBe(1);
  expect(count(bytes("booked\r\n"))).toBe(2);
  expect(isCut()).toBe(false);
});

it("knows a remark at the end from a call, wherever the pieces are cut", () => {
  const { count, isCut } = rowCounter();
  expect(count(bytes("id,outcome,cost\r\n1,booked,\r\n2,,3\r\nonly the first 2 calls are listed,"))).toBe(2);
  expect(isCut()).toBe(false);
  expect(count(bytes(",\r"))).toBe(2);
  expect(count(bytes("\n"))).toBe(2);
  expect(isCut()).toBe(true);
});

it("says how far it is and returns the whole table", async () => {
  fakeEdge(() => new Response(pieces(["id\r\n1\r\n", "2\r\n3\r\n"], (to) => to.close())));
  const told: number[] = [];
  const { file, isCut } = await readTable("/v1/calls.csv", new AbortController().signal, (rows) => told.push(rows));
  expect(told).toEqual([1, 3]);
  expect(isCut).toBe(false);
  expect(file.size).toBe("id\r\n1\r\n2\r\n3\r\n".length);
});

it("is no table if the connection breaks on the way", async () => {
  fakeEdge(() => new Response(pieces(["id\r\n1\r\n"], (to) => to.error(new TypeError("network")))));
  await expect(readTable("/v1/calls.csv", new AbortController().signal, () => undefined)).rejects.toMatchObject({ reason: "CONNECTION_LOST" });
});

it("is refused as every request is", async () => {
  fakeEdge(() => refusal(403, "PERMISSION_DENIED"));
  await expect(readTable("/v1/calls.csv", new AbortController().signal, () => undefined)).rejects.toBeInstanceOf(ApiError);
});
