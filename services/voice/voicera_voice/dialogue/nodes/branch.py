"""Goes on by rules, without a word."""

from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.edges import leave
from voicera_voice.dialogue.moves import Move


class Branch:
    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node = node
        self._context = context

    def enter(self) -> Iterator[Move]:
        yield leave(self._node, self._context.memory)
