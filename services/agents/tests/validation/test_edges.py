"""Edges are checked: where they lead, when, and what can be meant or pressed."""

from collections.abc import Callable

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]


def test_edge_to_nowhere(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").edges[0].to = "nowhere"
    node("hello").edges.add(to="help", rule={"all": [{"variable": "age", "operator": 8}]})
    finds(("graph.nodes[hello].edges[0].to", "UNKNOWN_EDGE_TARGET"))


def test_no_default_edge(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    del node("check").edges[1]
    finds(("graph.nodes[check].edges", "MISSING_DEFAULT_EDGE"))


def test_two_default_edges(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").edges.add(to="bye", otherwise={})
    finds(("graph.nodes[hello].edges[1]", "DUPLICATE_DEFAULT_EDGE"))


def test_edge_after_hanging_up(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("bye").edges.add(to="hello", otherwise={})
    finds(("graph.nodes[bye].edges", "EDGE_AFTER_END"))


def test_edge_after_a_transfer(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("person").edges.add(to="bye", otherwise={})
    finds(("graph.nodes[person].edges", "EDGE_AFTER_END"))


def test_edge_without_condition(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").edges.add(to="bye")
    finds(("graph.nodes[hello].edges[1]", "EDGE_WITHOUT_CONDITION"))


def test_intent_on_a_say_node(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("hello").edges.add(to="bye", intent={"name": "bye", "examples": ["goodbye"]})
    finds(("graph.nodes[hello].edges[1].intent", "INTENT_ON_WRONG_NODE"))


def test_intent_on_a_collect_node_lets_the_caller_do_something_else(
    spec: AgentSpec, finds: Finds, node: NodeOf
) -> None:
    node("service").edges.add(to="bye", intent={"name": "bye", "examples": ["goodbye"]})
    finds()


def test_intent_that_cannot_be_said(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    intent = node("help").edges[0].intent
    intent.ClearField("examples")
    intent.digit = ""
    finds(("graph.nodes[help].edges[0].intent.examples", "INTENT_WITHOUT_EXAMPLES"))


def test_rule_without_comparison(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("check").edges[0].rule.ClearField("all")
    finds(("graph.nodes[check].edges[0].rule.all", "RULE_EMPTY"))


def test_comparison_without_operator(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("check").edges[0].rule.all[0].operator = 0
    finds(("graph.nodes[check].edges[0].rule.all[0].operator", "OPERATOR_MISSING"))


def test_operator_from_the_future(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("check").edges[0].rule.all[0].operator = 99
    finds(("graph.nodes[check].edges[0].rule.all[0].operator", "OPERATOR_MISSING"))


def test_key_that_is_none(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.digit = "12"
    finds(("graph.nodes[help].edges[0].intent.digit", "BAD_DIGIT"))


def test_key_for_two_intents(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("help").edges[0].intent.digit = "0"
    finds(
        ("graph.nodes[help].edges[0].intent.digit", "BAD_DIGIT"),
        ("graph.nodes[help].edges[1].intent.digit", "BAD_DIGIT"),
    )


def test_terminator_that_is_no_key(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("phone").collect.digits.terminator = "x"
    finds(("graph.nodes[phone].collect.digits.terminator", "BAD_DIGIT"))
