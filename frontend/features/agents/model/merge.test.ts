import { expect, test } from "vitest";
import type { Side } from "@/lib/merge";
import { mergedSpecs } from "./merge";
import { renameNode } from "./graph";
import type { Edge, GraphNode, Spec } from "./spec";
import { renameVariable } from "./variables";

const BASE: Spec = {
  greeting: "Hello",
  speech_to_text: [{ adapter: "a" }, { adapter: "b" }],
  variables: [{ name: "day", type: "VARIABLE_TYPE_TEXT" }],
  graph: {
    start_node: "ask",
    nodes: [
      {
        id: "ask",
        title: "Ask",
        ask: { prompt: "On {day}?", reprompts: ["Once more?"] },
        position: { x: 0, y: 0 },
        edges: [
          { to: "hours", intent: { name: "hours", examples: ["when are you open"] } },
          { to: "bye", rule: { all: [{ variable: "day", operator: "COMPARISON_OPERATOR_EQUALS", value: "monday" }] } },
          { to: "bye", otherwise: {} },
        ],
      },
      { id: "hours", title: "Hours", say: { text: "Nine to six." }, position: { x: 300, y: 0 }, edges: [{ to: "bye", otherwise: {} }] },
      { id: "bye", hang_up: { farewell: "Goodbye." }, position: { x: 600, y: 0 }, edges: [] },
    ],
  },
};

const node = (id: string, change: (node: GraphNode) => GraphNode) => (spec: Spec): Spec => ({
  ...spec,
  graph: { ...spec.graph, nodes: spec.graph?.nodes?.map((each) => (each.id === id ? change(each) : each)) },
});
const without = (id: string) => (spec: Spec): Spec => ({ ...spec, graph: { ...spec.graph, nodes: spec.graph?.nodes?.filter((each) => each.id !== id) } });
const say = (text: string) => node("hours", (each) => ({ ...each, say: { ...each.say, text } }));
const edges = (change: (edges: Edge[]) => Edge[]) => node("ask", (each) => ({ ...each, edges: change(each.edges ?? []) }));
const plus = (added: GraphNode) => (spec: Spec): Spec => ({ ...spec, graph: { ...spec.graph, nodes: [...(spec.graph?.nodes ?? []), added] } });

/** Both begin with BASE. What comes of it, and where they clash. */
function meet(mine: (spec: Spec) => Spec, theirs: (spec: Spec) => Spec, choices: Record<string, Side> = {}) {
  // The service's answer shares no object with what is edited here.
  const versions = { base: BASE, mine: mine(BASE), theirs: structuredClone(theirs(BASE)) };
  return mergedSpecs(versions, new Map(Object.entries(choices)));
}

const found = (spec: Spec, id: string) => spec.graph?.nodes?.find((each) => each.id === id);

test("what only one has changed is both's, in the same node as well", () => {
  const { spec, clashes } = meet(say("Ten to five."), (before) => node("hours", (each) => ({ ...each, title: "When" }))({ ...before, greeting: "Welcome" }));
  expect(clashes).toEqual([]);
  expect([spec.greeting, found(spec, "hours")]).toMatchObject(["Welcome", { title: "When", say: { text: "Ten to five." } }]);
});

test("what both have changed is a choice at its place, called as people know it", () => {
  const { clashes } = meet(say("Ten."), say("Eleven."));
  expect(clashes).toEqual([
    { key: ".graph.nodes.[hours].say.text", steps: [{ field: "graph" }, { field: "nodes" }, { name: "Hours" }, { field: "say" }, { field: "text" }], base: "Nine to six.", mine: "Ten.", theirs: "Eleven." },
  ]);
  const chosen = (side: Side) => found(meet(say("Ten."), say("Eleven."), { ".graph.nodes.[hours].say.text": side }).spec, "hours")?.say?.text;
  expect([chosen("mine"), chosen("theirs")]).toEqual(["Ten.", "Eleven."]);
});

test("the same change of both is none", () => {
  expect(meet(say("Ten."), say("Ten.")).clashes).toEqual([]);
});

test("nodes are known by their ids, wherever they stand in the list", () => {
  const reversed = (spec: Spec): Spec => ({ ...spec, graph: { ...spec.graph, nodes: [...(spec.graph?.nodes ?? [])].reverse() } });
  const { spec, clashes } = meet(say("Ten."), (before) => reversed(node("bye", (each) => ({ ...each, hang_up: { farewell: "Bye." } }))(before)));
  expect(clashes).toEqual([]);
  expect([found(spec, "hours")?.say?.text, found(spec, "bye")?.hang_up?.farewell]).toEqual(["Ten.", "Bye."]);
});

test("steps that both have added are both there, under ids of their own", () => {
  const mine = (spec: Spec) => edges((all) => all.map((edge) => (edge.intent ? { ...edge, to: "say" } : edge)))(plus({ id: "say", say: { text: "mine" }, position: { x: 9, y: 9 } })(spec));
  const { spec } = meet(mine, plus({ id: "say", say: { text: "theirs" }, position: { x: 5, y: 5 } }));
  expect([found(spec, "say")?.say?.text, found(spec, "say_2")?.say?.text]).toEqual(["theirs", "mine"]);
  expect(found(spec, "ask")?.edges?.[0]?.to).toBe("say_2");
});

test("what one has removed and the other left alone is gone, and ways to it lead nowhere", () => {
  const { spec, clashes } = meet(without("hours"), (before) => ({ ...before, greeting: "Welcome" }));
  expect(clashes).toEqual([]);
  expect([found(spec, "hours"), found(spec, "ask")?.edges?.[0]?.to]).toEqual([undefined, ""]);
});

test("what one has removed and the other changed is a choice", () => {
  const { clashes } = meet(without("hours"), say("Ten."));
  expect(clashes).toMatchObject([{ key: ".graph.nodes.[hours]", mine: undefined, theirs: { say: { text: "Ten." } } }]);
  const chosen = (side: Side) => found(meet(without("hours"), say("Ten."), { ".graph.nodes.[hours]": side }).spec, "hours")?.say?.text;
  expect([chosen("mine"), chosen("theirs")]).toEqual([undefined, "Ten."]);
});

test("ways are known by what they are taken for, not by their place", () => {
  const before = (added: string) => edges((all) => [{ to: "bye", intent: { name: added } }, ...all]);
  const hours = edges((all) => all.map((edge) => (edge.intent?.name === "hours" ? { ...edge, intent: { ...edge.intent, digit: "1" } } : edge)));
  const { spec, clashes } = meet(before("mine"), (spec_) => hours(before("theirs")(spec_)));
  expect(clashes).toEqual([]);
  const ways = found(spec, "ask")?.edges ?? [];
  expect(ways.map((edge) => edge.intent?.name ?? (edge.rule ? "rule" : "otherwise"))).toEqual(["theirs", "mine", "hours", "rule", "otherwise"]);
  expect(ways[2]?.intent?.digit).toBe("1");
});

test("a rule with another comparison is still that way", () => {
  const rule = (value: string) => edges((all) => all.map((edge) => (edge.rule ? { ...edge, rule: { all: [{ ...edge.rule.all?.[0], value }] } } : edge)));
  const { clashes } = meet(rule("tuesday"), rule("friday"));
  expect(clashes).toMatchObject([{ mine: [{ value: "tuesday" }], theirs: [{ value: "friday" }] }]);
});

test("two orders of ways are a choice, one is taken", () => {
  const [swap, turn] = [edges(([a, b, c]) => [b, a, c] as Edge[]), edges(([a, b, c]) => [c, b, a] as Edge[])];
  expect(meet((spec) => spec, swap).clashes).toEqual([]);
  const order = (side: Side) => found(meet(swap, turn, { ".graph.nodes.[ask].edges.order": side }).spec, "ask")?.edges?.map((edge) => edge.to);
  expect(meet(swap, turn).clashes).toMatchObject([{ key: ".graph.nodes.[ask].edges.order" }]);
  expect([order("mine"), order("theirs")]).toEqual([["bye", "hours", "bye"], ["bye", "bye", "hours"]]);
});

test("another kind of a step comes with its words, and clashes only with other words", () => {
  const ask = node("hours", ({ say: words, ...each }) => ({ ...each, ask: { prompt: words?.text } }));
  expect(meet(ask, (spec) => spec).clashes).toEqual([]);
  expect(meet(ask, node("hours", (each) => ({ ...each, title: "When" }))).clashes).toEqual([]);
  const { spec, clashes } = meet(ask, say("Ten."), { ".graph.nodes.[hours].kind": "theirs" });
  expect(clashes).toMatchObject([{ mine: { ask: { prompt: "Nine to six." } }, theirs: { say: { text: "Ten." } } }]);
  expect(found(spec, "hours")).toMatchObject({ say: { text: "Ten." } });
  expect(found(spec, "hours")).not.toHaveProperty("ask");
});

test("examples are a set: what either has added is there, what either has removed is gone", () => {
  const examples = (list: string[]) => edges((all) => all.map((edge) => (edge.intent ? { ...edge, intent: { ...edge.intent, examples: list } } : edge)));
  const { spec, clashes } = meet(examples(["when are you open", "opening hours"]), examples(["are you open"]));
  expect(clashes).toEqual([]);
  expect(found(spec, "ask")?.edges?.[0]?.intent?.examples).toEqual(["opening hours", "are you open"]);
});

test("a variable that one renames is renamed in what the other writes", () => {
  const prompt = node("ask", (each) => ({ ...each, ask: { ...each.ask, prompt: "Would {day} suit you?" } }));
  const { spec, clashes } = meet(prompt, (before) => renameVariable(before, "day", "date"));
  expect(clashes).toEqual([]);
  expect(found(spec, "ask")).toMatchObject({ ask: { prompt: "Would {date} suit you?" }, edges: [{}, { rule: { all: [{ variable: "date" }] } }, {}] });
});

test("a step that one renames is the same step with the other's words", () => {
  const { spec, clashes } = meet((before) => renameNode(before, "hours", "opening").spec, say("Ten."));
  expect(clashes).toEqual([]);
  expect([found(spec, "opening")?.say?.text, found(spec, "hours"), found(spec, "ask")?.edges?.[0]?.to]).toEqual(["Ten.", undefined, "opening"]);
});

test("of steps that nobody has placed, one that went and one that came are not the same", () => {
  const base: Spec = { graph: { nodes: [{ id: "a", say: { text: "A" } }, { id: "b", say: { text: "B" } }] } };
  const mine: Spec = { graph: { nodes: [{ id: "b", say: { text: "B" } }, { id: "c", say: { text: "C" } }] } };
  const theirs: Spec = { graph: { nodes: [{ id: "a", say: { text: "A, too" } }, { id: "b", say: { text: "B" } }] } };
  const { spec, clashes } = mergedSpecs({ base, mine, theirs });
  expect(clashes).toMatchObject([{ key: ".graph.nodes.[a]", mine: undefined }]);
  expect([found(spec, "c")?.say?.text, found(spec, "a")]).toEqual(["C", undefined]);
});

test("where a step is drawn is never a question", () => {
  const move = (x: number) => node("hours", (each) => ({ ...each, position: { x, y: 0 } }));
  expect(meet(move(1), move(2)).clashes).toEqual([]);
  expect(found(meet((spec) => ({ ...spec, greeting: "Hi" }), move(2)).spec, "hours")?.position?.x).toBe(2);
});

test("a provider's setting switched off is a change", () => {
  const settings = (value: object) => (spec: Spec): Spec => ({ ...spec, speech_to_text: [{ adapter: "a", settings: value as Record<string, never> }, { adapter: "b" }] });
  expect(meet(settings({ punctuate: false }), (spec) => ({ ...spec, greeting: "Hi" })).spec.speech_to_text?.[0]?.settings).toEqual({ punctuate: false });
});
