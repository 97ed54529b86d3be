"""Knows which class runs which kind of node."""

from collections.abc import Callable

from voicera.agents.v1 import graph_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.nodes.ask import Ask
from voicera_voice.dialogue.nodes.branch import Branch
from voicera_voice.dialogue.nodes.collect import Collect
from voicera_voice.dialogue.nodes.hang_up import HangUp
from voicera_voice.dialogue.nodes.prompt import Prompt
from voicera_voice.dialogue.nodes.say import Say
from voicera_voice.dialogue.nodes.step import Step
from voicera_voice.dialogue.nodes.transfer import Transfer

_MakeStep = Callable[[graph_pb2.Node, Context], Step]
KINDS: tuple[tuple[str, _MakeStep], ...] = (
    ("say", Say),
    ("ask", Ask),
    ("collect", Collect),
    ("branch", Branch),
    ("prompt", Prompt),
    ("transfer", Transfer),
    ("hang_up", HangUp),
)


def make_step(node: graph_pb2.Node, context: Context) -> Step | None:
    """Return the node at work; None for a node without a kind."""
    kind = node.WhichOneof("kind")
    return next((make(node, context) for name, make in KINDS if name == kind), None)
