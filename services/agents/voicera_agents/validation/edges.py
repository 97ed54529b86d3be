"""Rules for edges: each leads somewhere, says when, and stands on a node that can take it."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from voicera.agents.v1 import graph_pb2
from voicera.agents.v1.graph_pb2 import Edge, Node
from voicera_agents.validation.problem import Problem, Reason, in_node
from voicera_agents.validation.subject import Subject

ENDS: Final = frozenset({"transfer", "hang_up"})
TAKES_INTENTS: Final = frozenset({"ask", "collect", "prompt"})
MATCHES_WORDS: Final = frozenset({"ask", "collect"})
_KEY = re.compile(r"[0-9*#]")


def edges_lead_somewhere(subject: Subject) -> Iterator[Problem]:
    for node, at, edge in _edges(subject):
        if edge.to not in subject.nodes:
            said = f"there is no node {edge.to}" if edge.to else "the edge leads nowhere"
            yield in_node(node, f"edges[{at}].to", Reason.UNKNOWN_EDGE_TARGET, said)


def edges_have_a_condition(subject: Subject) -> Iterator[Problem]:
    for node, at, edge in _edges(subject):
        if edge.WhichOneof("condition") is None and not _ends(node):
            yield in_node(node, f"edges[{at}]", Reason.EDGE_WITHOUT_CONDITION, "say when the edge is taken")


def nodes_go_on(subject: Subject) -> Iterator[Problem]:
    """Find nodes without exactly one default edge."""
    for node in subject.spec.graph.nodes:
        if _ends(node) or node.WhichOneof("kind") is None:
            continue
        defaults = [at for at, edge in enumerate(node.edges) if edge.HasField("otherwise")]
        if not defaults:
            said = "say where to go when nothing else applies"
            yield in_node(node, "edges", Reason.MISSING_DEFAULT_EDGE, said)
        for at in defaults[1:]:
            said = "the node already has an edge for when nothing else applies"
            yield in_node(node, f"edges[{at}]", Reason.DUPLICATE_DEFAULT_EDGE, said)


def ends_stay_ends(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        if _ends(node) and node.edges:
            yield in_node(node, "edges", Reason.EDGE_AFTER_END, "the conversation ends here")


def rules_compare(subject: Subject) -> Iterator[Problem]:
    known = graph_pb2.ComparisonOperator.values()
    for node, at, edge in _edges(subject):
        if not edge.HasField("rule"):
            continue
        path = f"edges[{at}].rule.all"
        if not edge.rule.all:
            yield in_node(node, path, Reason.RULE_EMPTY, "compare at least one variable")
        for index, comparison in enumerate(edge.rule.all):
            if not comparison.operator or comparison.operator not in known:
                said = "say how to compare"
                yield in_node(node, f"{path}[{index}].operator", Reason.OPERATOR_MISSING, said)


def intents_can_be_meant(subject: Subject) -> Iterator[Problem]:
    """Find intents without a name, on a node that hears no open answer, or without a way to say or press them."""
    for node, at, edge in _edges(subject):
        if not edge.HasField("intent"):
            continue
        path, kind = f"edges[{at}].intent", node.WhichOneof("kind")
        if not edge.intent.name.strip():
            yield in_node(node, f"{path}.name", Reason.EMPTY_TEXT, "must not be blank")
        if kind not in TAKES_INTENTS and kind is not None and not _ends(node):
            said = "only ask, collect and prompt nodes hear what the caller means"
            yield in_node(node, path, Reason.INTENT_ON_WRONG_NODE, said)
        if kind in MATCHES_WORDS and not edge.intent.examples and not edge.intent.digit:
            said = "give at least one way to say it, or a key that means it"
            yield in_node(node, f"{path}.examples", Reason.INTENT_WITHOUT_EXAMPLES, said)


def examples_are_not_blank(subject: Subject) -> Iterator[Problem]:
    for node, at, edge in _edges(subject):
        for index, example in enumerate(edge.intent.examples):
            if not example.strip():
                path = f"edges[{at}].intent.examples[{index}]"
                yield in_node(node, path, Reason.EMPTY_TEXT, "must not be blank")


def intent_keys_are_keys(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        uses = Counter(edge.intent.digit for edge in node.edges)
        for at, edge in enumerate(node.edges):
            key, path = edge.intent.digit, f"edges[{at}].intent.digit"
            if key and not _KEY.fullmatch(key):
                yield in_node(node, path, Reason.BAD_DIGIT, "must be one of 0-9, * and #")
            elif key and uses[key] > 1:
                yield in_node(node, path, Reason.BAD_DIGIT, f"{key} stands for two intents of this node")


def _edges(subject: Subject) -> Iterator[tuple[Node, int, Edge]]:
    for node in subject.spec.graph.nodes:
        for at, edge in enumerate(node.edges):
            yield node, at, edge


def _ends(node: Node) -> bool:
    return node.WhichOneof("kind") in ENDS
