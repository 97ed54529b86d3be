"""Says something and goes on."""

from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.edges import leave
from voicera_voice.dialogue.moves import Move


class Say:
    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node = node
        self._context = context

    def enter(self) -> Iterator[Move]:
        say = self._node.say
        yield from self._context.say(say.text, self._node.id, interruptible=not say.uninterruptible)
        yield leave(self._node, self._context.memory)
