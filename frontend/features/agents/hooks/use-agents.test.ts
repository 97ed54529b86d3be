import { expect, test } from "vitest";
import type { Adapter } from "@/features/agents/api/integrations";
import { answersHere } from "./use-agents";

const adapter = (pool: string, credential_needed: boolean, health?: { requests: number; failures: number }) => ({ pool, credential_needed, health }) as Adapter;

const ESPEAK = adapter("espeak", false);
const PARLER = adapter("vendors", false);
const ALL = [ESPEAK, PARLER, adapter("vendors", true)];

test("models that run in the mesh answer", () => {
  expect(answersHere(ESPEAK, ALL)).toBe(true);
});

test("a server of one's own beside the vendors counts once it has answered", () => {
  expect(answersHere(PARLER, ALL)).toBe(false);
  expect(answersHere(adapter("vendors", false, { requests: 5, failures: 5 }), ALL)).toBe(false);
  expect(answersHere(adapter("vendors", false, { requests: 5, failures: 1 }), ALL)).toBe(true);
});
