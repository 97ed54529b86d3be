import { expect, test } from "vitest";
import { pathOf, valueAt, withValue } from "./paths";
import { addressOf, placed } from "./problems";
import type { Spec } from "./spec";

const spec: Spec = {
  variables: [{ name: "day" }],
  graph: { nodes: [{ id: "a", say: { text: "x" } }, { id: "book", prompt: { tools: [{ name: "note", assigns: {} }] }, edges: [{ to: "a", rule: { all: [{ variable: "day" }] } }] }] },
};

test("the service's names of places lead to the values they mean", () => {
  expect(pathOf(spec, "graph.nodes[book].edges[0].rule.all[0].variable")).toBe("graph.nodes.1.edges.0.rule.all.0.variable");
  expect(valueAt(spec, pathOf(spec, "graph.nodes[book].prompt.tools[note].name"))).toBe("note");
  expect(pathOf(spec, "variables[day].options[2].value")).toBe("variables.0.options.2.value");
  expect(pathOf(spec, "translation.glossaries[hi-IN].terms[a.b]")).toBe("translation.glossaries.hi-IN.terms.a.b");
});

test("a value is set on a way that was not there, and undefined takes it away", () => {
  const set = withValue({}, "turn_taking.wait_ms", 700);
  expect(set).toEqual({ turn_taking: { wait_ms: 700 } });
  expect(withValue(set, "turn_taking.wait_ms", undefined)).toEqual({ turn_taking: {} });
});

test("setting a value changes nothing beside it", () => {
  const changed = withValue(spec, "graph.nodes.0.say.text", "y");
  expect(changed.graph?.nodes?.[1]).toBe(spec.graph?.nodes?.[1]);
  expect(spec.graph?.nodes?.[0]?.say?.text).toBe("x");
});

test("a problem's address names the tab, the step, the way and the field", () => {
  const [problem] = placed(spec, [{ field: "graph.nodes[book].edges[0].to", node_id: "book", reason: "UNKNOWN_EDGE_TARGET", description: "" }]);
  expect(problem && addressOf("agent_1", problem, spec)).toBe("/agents/agent_1?field=graph.nodes.1.edges.0.to&node=book&edge=0");
  const [other] = placed(spec, [{ field: "speech_to_text[0].adapter", node_id: "", reason: "UNKNOWN_ADAPTER", description: "" }]);
  expect(other && addressOf("agent_1", other, spec)).toBe("/agents/agent_1/voice?field=speech_to_text.0.adapter");
});
