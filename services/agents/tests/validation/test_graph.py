"""The graph as a whole is checked: names, kinds, ways and circles."""

from collections.abc import Callable
from itertools import pairwise

from voicera.agents.v1.graph_pb2 import Edge, Node
from voicera.agents.v1.spec_pb2 import AgentSpec
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.validation.problem import Reason
from voicera_agents.validation.rules import problems_of

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]


def test_no_nodes(spec: AgentSpec, finds: Finds) -> None:
    spec.graph.ClearField("nodes")
    finds(("graph.nodes", "NO_NODES"))


def test_start_node_elsewhere(spec: AgentSpec, finds: Finds) -> None:
    spec.graph.start_node = "hallo"
    finds(("graph.start_node", "START_NODE_UNKNOWN"))


def test_start_node_missing(spec: AgentSpec, finds: Finds) -> None:
    spec.graph.start_node = ""
    finds(("graph.start_node", "START_NODE_UNKNOWN"))


def test_two_nodes_of_one_name(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    spec.graph.nodes.append(node("bye"))
    finds(("graph.nodes[bye].id", "DUPLICATE_NODE"))


def test_node_id_with_a_space(spec: AgentSpec, finds: Finds) -> None:
    spec.graph.nodes.add(id="9 lives", hang_up={})
    finds(("graph.nodes[9 lives].id", "BAD_NODE_ID"), ("graph.nodes[9 lives]", "UNREACHABLE_NODE"))


def test_node_that_does_nothing(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("bye").ClearField("hang_up")
    finds(("graph.nodes[bye]", "NODE_WITHOUT_KIND"))


def test_island(spec: AgentSpec, finds: Finds) -> None:
    spec.graph.nodes.add(id="island", hang_up={})
    finds(("graph.nodes[island]", "UNREACHABLE_NODE"))


def test_branch_that_leads_to_itself(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("check").edges[1].to = "check"
    finds(("graph.nodes[check].edges", "ENDLESS_CYCLE"))


def test_talkative_circle(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    spec.graph.nodes.add(id="again", say={"text": "Again."}, edges=[Edge(to="check", otherwise={})])
    node("check").edges[1].to = "again"
    finds(("graph.nodes[check].edges", "ENDLESS_CYCLE"))


def test_a_conversation_may_go_round_through_a_question(
    spec: AgentSpec, catalogue: Catalogue, node: NodeOf
) -> None:
    node("bye").ClearField("kind")
    node("bye").ask.prompt = "Anything else?"
    node("bye").edges.add(to="hello", otherwise={})
    assert problems_of(spec, catalogue) == ()


def test_each_endless_cycle_is_found_once(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.graph.ClearField("nodes")
    for names in (("hello", "a", "b", "hello"), ("c", "d", "c")):
        for here, there in pairwise(names):
            spec.graph.nodes.add(id=here, branch={}, edges=[Edge(to=there, otherwise={})])
    cycles = [each for each in problems_of(spec, catalogue) if each.reason is Reason.ENDLESS_CYCLE]
    assert sorted(each.node_id for each in cycles) == ["c", "hello"]
    assert any("a, b, hello" in each.description for each in cycles)


def test_a_long_chain_of_nodes_is_no_cycle(spec: AgentSpec, catalogue: Catalogue) -> None:
    spec.graph.ClearField("nodes")
    names = ["hello", *(f"n{index}" for index in range(498))]
    for here, there in pairwise([*names, "bye"]):
        spec.graph.nodes.add(id=here, say={"text": "And."}, edges=[Edge(to=there, otherwise={})])
    spec.graph.nodes.add(id="bye", hang_up={})
    assert problems_of(spec, catalogue) == ()
