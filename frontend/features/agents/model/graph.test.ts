import { expect, test } from "vitest";
import { addEdge, addNode, changeNodeKind, connectEdge, duplicateNodes, nextEdgeKind, removeNodes, renameNode } from "./graph";
import { freePlace, heightOf, laidOut, NODE_WIDTH } from "./layout";
import { type Spec, nodesOf } from "./spec";

const spec: Spec = {
  graph: {
    start_node: "hello",
    nodes: [
      { id: "hello", ask: { prompt: "Yes?" }, edges: [{ to: "bye", intent: { name: "no", examples: ["no"] } }, { to: "hello", otherwise: {} }] },
      { id: "bye", hang_up: { farewell: "Bye" }, edges: [] },
    ],
  },
};

test("a new step has a free id and its way otherwise, and the first one starts the conversation", () => {
  const first = addNode({}, "ask", { x: 1, y: 2 });
  const second = addNode(first.spec, "ask", { x: 3, y: 4 });
  expect([first.id, second.id]).toEqual(["ask", "ask_2"]);
  expect(second.spec.graph?.start_node).toBe("ask");
  expect(nodesOf(second.spec)[1]).toMatchObject({ position: { x: 3, y: 4 }, edges: [{ to: "", otherwise: {} }] });
});

test("ends of the conversation get no way out", () => {
  expect(nodesOf(addNode({}, "hang_up", { x: 0, y: 0 }).spec)[0]?.edges).toEqual([]);
});

test("ways that led to a removed step lead nowhere, and a removed start is no start", () => {
  const rest = removeNodes(spec, ["bye"]);
  expect(nodesOf(rest)[0]?.edges?.[0]?.to).toBe("");
  expect(removeNodes(spec, ["hello"]).graph?.start_node).toBe("");
});

test("renaming a step takes its ways and the start along", () => {
  const { spec: renamed, id } = renameNode(spec, "hello", "bye");
  expect(id).toBe("bye_2");
  expect(renamed.graph?.start_node).toBe("bye_2");
  expect(nodesOf(renamed)[0]?.edges?.[1]?.to).toBe("bye_2");
});

test("a new way stands before the default, which is tried last", () => {
  const { spec: changed, index } = addEdge(spec, "hello", "rule");
  expect(index).toBe(1);
  expect(nodesOf(changed)[0]?.edges?.map((edge) => Object.keys(edge).find((key) => key !== "to"))).toEqual(["intent", "rule", "otherwise"]);
});

test("a way is an intent where the step hears, a rule where it does not, and first of all the missing default", () => {
  expect(nextEdgeKind({ ask: {}, edges: [] })).toBe("otherwise");
  expect(nextEdgeKind({ ask: {}, edges: [{ otherwise: {} }] })).toBe("intent");
  expect(nextEdgeKind({ say: {}, edges: [{ otherwise: {} }] })).toBe("rule");
});

test("copies lead to each other, not to what they were copied from", () => {
  const { spec: copied, ids } = duplicateNodes(spec, ["hello", "bye"]);
  expect(ids).toEqual(["hello_2", "bye_2"]);
  expect(nodesOf(copied)[2]?.edges?.map((edge) => edge.to)).toEqual(["bye_2", "hello_2"]);
});

test("another kind keeps the words, and an end loses its ways", () => {
  const changed = nodesOf(changeNodeKind(spec, "hello", "hang_up"))[0];
  expect(changed).toMatchObject({ id: "hello", hang_up: { farewell: "Yes?" }, edges: [] });
  expect(changed?.ask).toBeUndefined();
});

test("connecting changes one way and leaves the spec before as it was", () => {
  expect(nodesOf(connectEdge(spec, { nodeId: "hello", index: 1 }, "bye"))[0]?.edges?.[1]?.to).toBe("bye");
  expect(nodesOf(spec)[0]?.edges?.[1]?.to).toBe("hello");
});

test("a new step covers no other, and stays where there is room", () => {
  const placed = { graph: { nodes: [{ id: "a", say: {}, edges: [], position: { x: 0, y: 0 } }, { id: "b", say: {}, edges: [], position: { x: 0, y: 160 } }] } };
  const place = freePlace(placed, { x: 30.4, y: 20 });
  expect(place.x).toBe(30);
  expect(place.y).toBeGreaterThan(160 + heightOf({ say: {}, edges: [] }));
  expect(freePlace(placed, { x: 900, y: 20 })).toEqual({ x: 900, y: 20 });
});

test("arranged steps go from left to right and cover none", () => {
  const places = laidOut(spec);
  expect((places.get("bye")?.x ?? 0) - (places.get("hello")?.x ?? 0)).toBeGreaterThan(NODE_WIDTH);
});
