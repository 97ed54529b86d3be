import { expect, test } from "vitest";
import { ACTIONS, SERVICES, actionKey } from "@/features/audit/actions";
import { exportAddress, spanOf } from "@/features/audit/api/audit";
import { changesOf } from "@/features/audit/changes";
import { refusalKey } from "@/features/audit/refusals";
import messages from "@/messages/en/audit.json";

test("a change is told field by field, nested fields by their path", () => {
  const details = { before: { agent: { display_name: "Old", languages: ["hi"] } }, after: { agent: { display_name: "New", languages: ["hi", "en"] } } };
  expect(changesOf(details)).toEqual([
    { path: "agent.display_name", before: "Old", after: "New" },
    { path: "agent.languages", before: "hi", after: "hi, en" },
  ]);
});

test("what came and what went have one side only", () => {
  expect(changesOf({ before: { note: "x" }, after: { revision: 2 } })).toEqual([
    { path: "note", before: "x", after: undefined },
    { path: "revision", before: undefined, after: "2" },
  ]);
});

test("an entry that says nothing of before and after has no changes to show", () => {
  expect(changesOf({ request: { id: "a" } })).toBeUndefined();
  expect(changesOf(undefined)).toBeUndefined();
});

test("days are whole days of the browser's time zone, the last one included", () => {
  const { since, until } = spanOf({ from: "2026-11-01", to: "2026-11-01" });
  expect(new Date(since ?? "").getHours()).toBe(0);
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(86_400_000);
});

test("a day that is none filters nothing", () => {
  expect(spanOf({ from: "yesterday", to: "" })).toEqual({ since: undefined, until: undefined });
  expect(exportAddress({ from: "", to: "" })).toBe("/v1/auditEntries:export");
});

test("every action that can be filtered by has words", () => {
  for (const service of SERVICES) {
    for (const action of ACTIONS[service]) expect(messages.actions).toHaveProperty(action);
  }
});

test("an action newer than the page has no key, and one of another service neither", () => {
  expect(actionKey("agents.v1.AgentService/PublishAgent")).toBe("PublishAgent");
  expect(actionKey("agents.v1.AgentService/Teleport")).toBeUndefined();
  expect(actionKey("voice.v1.AgentService/PublishAgent")).toBeUndefined();
});

test("a refusal is told by its reason, one newer than the page by its code, and anything else as unknown", () => {
  const key = (outcome: string) => refusalKey(outcome, (each) => each in messages.refusals);
  expect(key("FAILED_PRECONDITION AGENT_IN_USE")).toBe("AGENT_IN_USE");
  expect(key("FAILED_PRECONDITION MOON_IS_FULL")).toBe("FAILED_PRECONDITION");
  expect(key("PERMISSION_DENIED")).toBe("PERMISSION_DENIED");
  expect(key("")).toBe("UNKNOWN");
});
