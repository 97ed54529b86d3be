import { expect, test } from "vitest";
import { answersHere } from "./use-agents";

const server = (standing: "UNSPECIFIED" | "REACHABLE" | "UNREACHABLE") => ({ server: { address: "http://127.0.0.1:8093", standing: `SERVER_STANDING_${standing}` as const } });

test("models that run in the mesh answer", () => {
  expect(answersHere({})).toBe(true);
});

test("a server of one's own counts if it answered when it was looked for", () => {
  expect(answersHere(server("REACHABLE"))).toBe(true);
  expect(answersHere(server("UNREACHABLE"))).toBe(false);
  expect(answersHere(server("UNSPECIFIED"))).toBe(false);
});
