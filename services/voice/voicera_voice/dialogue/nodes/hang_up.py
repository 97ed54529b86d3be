"""Says goodbye and ends the call."""

from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.interface import HangUp as End
from voicera_voice.dialogue.moves import Move


class HangUp:
    """The farewell cannot be interrupted: nothing would follow from what the caller says."""

    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node = node
        self._context = context

    def enter(self) -> Iterator[Move]:
        hang_up = self._node.hang_up
        yield from self._context.say(hang_up.farewell, self._node.id, interruptible=False)
        yield End(call_pb2.END_REASON_AGENT_HUNG_UP, disposition=hang_up.disposition)
