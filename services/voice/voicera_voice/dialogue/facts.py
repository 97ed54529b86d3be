"""What is known about a call before the first word."""

from dataclasses import dataclass
from datetime import date

from voicera.media.v1 import call_pb2


@dataclass(frozen=True, slots=True)
class CallFacts:
    """`today` is the date where the agent is; the numbers are empty in a browser."""

    call_id: str
    today: date
    direction: "call_pb2.Direction.ValueType" = call_pb2.DIRECTION_UNSPECIFIED
    caller_number: str = ""
    called_number: str = ""
