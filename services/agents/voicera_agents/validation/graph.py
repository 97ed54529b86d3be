"""Rules for the graph as a whole: every node has a name and a purpose, can be reached, and comes to a wait."""

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from voicera.agents.v1.graph_pb2 import Node
from voicera_agents.validation.problem import Problem, Reason, in_node
from voicera_agents.validation.subject import Subject

_NODE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
WAITING: Final = frozenset({"ask", "collect", "prompt"})
"""Kinds that wait for the caller. A collect node counts even though it passes on when its variable is already set:
going round then needs the conversation to have been there before, and a running call bounds it by its own limits."""

Ways = Mapping[str, Sequence[str]]


def graph_has_nodes(subject: Subject) -> Iterator[Problem]:
    if not subject.spec.graph.nodes:
        yield Problem("graph.nodes", Reason.NO_NODES, "the conversation needs at least one node")


def start_node_exists(subject: Subject) -> Iterator[Problem]:
    start = subject.spec.graph.start_node
    if subject.nodes and start not in subject.nodes:
        said = f"there is no node {start}" if start else "the conversation needs a node to start at"
        yield Problem("graph.start_node", Reason.START_NODE_UNKNOWN, said)


def node_ids_are_names(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        if not _NODE_ID.fullmatch(node.id):
            said = 'must be a letter, then letters, digits, "_" or "-"'
            yield in_node(node, "id", Reason.BAD_NODE_ID, said)


def node_ids_are_unique(subject: Subject) -> Iterator[Problem]:
    seen: set[str] = set()
    for node in subject.spec.graph.nodes:
        if node.id in seen:
            yield in_node(node, "id", Reason.DUPLICATE_NODE, "another node has this id")
        seen.add(node.id)


def nodes_have_a_kind(subject: Subject) -> Iterator[Problem]:
    for node in subject.spec.graph.nodes:
        if node.WhichOneof("kind") is None:
            yield in_node(node, "", Reason.NODE_WITHOUT_KIND, "the node does nothing")


def nodes_can_be_reached(subject: Subject) -> Iterator[Problem]:
    start = subject.spec.graph.start_node
    if start not in subject.nodes:
        return
    reached = _reached(start, _ways(subject))
    for node in subject.nodes.values():
        if node.id not in reached:
            yield in_node(node, "", Reason.UNREACHABLE_NODE, "no path leads here from the start node")


def cycles_wait_for_the_caller(subject: Subject) -> Iterator[Problem]:
    """Find each group of nodes that lead back to themselves without one that waits."""
    hasty = {node.id for node in subject.nodes.values() if node.WhichOneof("kind") not in WAITING}
    ways = {
        start: [to for to in ends if to in hasty] for start, ends in _ways(subject).items() if start in hasty
    }
    for cycle in _cycles(ways):
        first = next(node for node in subject.nodes.values() if node.id in cycle)
        names = ", ".join(sorted(cycle))
        said = f"these nodes go round without waiting for the caller: {names}"
        yield in_node(first, "edges", Reason.ENDLESS_CYCLE, said)


def _ways(subject: Subject) -> dict[str, list[str]]:
    return {node.id: _targets(node, subject.nodes) for node in subject.nodes.values()}


def _targets(node: Node, known: Mapping[str, Node]) -> list[str]:
    return list(dict.fromkeys(edge.to for edge in node.edges if edge.to in known))


def _reached(start: str, ways: Ways, barred: AbstractSet[str] = frozenset()) -> AbstractSet[str]:
    reached, waiting = {start}, [start]
    while waiting:
        for to in ways[waiting.pop()]:
            if to not in reached and to not in barred:
                reached.add(to)
                waiting.append(to)
    return reached


def _cycles(ways: Ways) -> Iterator[AbstractSet[str]]:
    """Return the strongly connected components that hold a cycle (Kosaraju's algorithm)."""
    back: dict[str, list[str]] = {node: [] for node in ways}
    for node, ends in ways.items():
        for end in ends:
            back[end].append(node)
    done: set[str] = set()
    for node in reversed(_finishing_order(ways)):
        if node in done:
            continue
        component = _reached(node, back, barred=done)
        done |= component
        if len(component) > 1 or node in ways[node]:
            yield component


def _finishing_order(ways: Ways) -> list[str]:
    order: list[str] = []
    seen: set[str] = set()
    for root in ways:
        stack = [(root, iter(ways[root]))] if root not in seen else []
        seen.add(root)
        while stack:
            _, ends = stack[-1]
            following = next((end for end in ends if end not in seen), None)
            if following is None:
                order.append(stack.pop()[0])
            else:
                seen.add(following)
                stack.append((following, iter(ways[following])))
    return order
