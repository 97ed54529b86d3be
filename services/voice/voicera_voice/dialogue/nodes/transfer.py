"""Hands the call to a person."""

import re
from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2
from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.interface import HangUp, TransferTo
from voicera_voice.dialogue.moves import Move

_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


class Transfer:
    """What its variables make of the number is only known now; none but E.164 is passed on."""

    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node = node
        self._context = context

    def enter(self) -> Iterator[Move]:
        number = self._context.memory.fill(self._node.transfer.to).strip()
        if not _E164.fullmatch(number):
            detail = f"node {self._node.id} transfers to a number that is not {'E.164' if number else 'set'}"
            yield HangUp(call_pb2.END_REASON_INVALID_DESTINATION, detail=detail)
            return
        announcement = self._node.transfer.announcement
        yield from self._context.say(announcement, self._node.id, interruptible=False)
        yield TransferTo(number)
