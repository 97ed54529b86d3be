"""Tools and transfers are checked: what is offered to a model, and what is dialled."""

from collections.abc import Callable

from voicera.agents.v1.graph_pb2 import Node
from voicera.agents.v1.spec_pb2 import AgentSpec

Finds = Callable[..., None]
NodeOf = Callable[[str], Node]


def test_transfer_to_a_national_number(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("person").transfer.to = "08000000003"
    finds(("graph.nodes[person].transfer.to", "BAD_PHONE_NUMBER"))


def test_transfer_to_too_short_a_number(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("person").transfer.to = "+9180000"
    finds(("graph.nodes[person].transfer.to", "BAD_PHONE_NUMBER"))


def test_tool_name_with_a_space(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].name = "note age"
    finds(("graph.nodes[talk].prompt.tools[note age].name", "BAD_TOOL"))


def test_tool_named_like_an_intent(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].name = "book"
    finds(("graph.nodes[talk].prompt.tools[book].name", "BAD_TOOL"))


def test_two_tools_of_one_name(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    tools = node("talk").prompt.tools
    tools.append(tools[0])
    finds(("graph.nodes[talk].prompt.tools[note_age].name", "BAD_TOOL"))


def test_tool_without_a_schema(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].parameters["properties"]["years"]["type"] = "year"
    finds(("graph.nodes[talk].prompt.tools[note_age].parameters", "BAD_TOOL"))


def test_tool_that_takes_no_object(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].parameters["type"] = "array"
    finds(("graph.nodes[talk].prompt.tools[note_age].parameters", "BAD_TOOL"))


def test_tool_that_assigns_what_it_has_not(spec: AgentSpec, finds: Finds, node: NodeOf) -> None:
    node("talk").prompt.tools[0].assigns["months"] = "age"
    finds(("graph.nodes[talk].prompt.tools[note_age].assigns[months]", "BAD_TOOL"))
