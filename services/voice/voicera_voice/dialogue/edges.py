"""Chooses the way out of a node: rules first, then what was meant, then the default."""

from voicera.agents.v1 import graph_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.interface import HangUp
from voicera_voice.dialogue.memory import Memory
from voicera_voice.dialogue.moves import Go
from voicera_voice.dialogue.rules import holds


def by_rule(node: graph_pb2.Node, memory: Memory) -> Go | None:
    """Return the first edge whose rule holds."""
    for edge in node.edges:
        if edge.WhichOneof("condition") == "rule" and holds(edge.rule, memory.value, memory.fill):
            return Go(edge.to)
    return None


def leave(node: graph_pb2.Node, memory: Memory) -> Go | HangUp:
    """Return the way out when nothing was meant; validated graphs always have one."""
    default = next((edge for edge in node.edges if edge.WhichOneof("condition") == "otherwise"), None)
    if default is None:
        return by_rule(node, memory) or broken(f"node {node.id} has no way out")
    return by_rule(node, memory) or Go(default.to)


def broken(detail: str) -> HangUp:
    return HangUp(call_pb2.END_REASON_PLATFORM_ERROR, detail=detail)
