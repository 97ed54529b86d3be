"""Reads and writes the field `from` of contracts, which Python keeps for itself."""

from typing import TypeVar

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.voice.v1 import conversation_service_pb2 as voice

Sent = TypeVar("Sent", calls.Call, voice.Start, live.LiveCall)


def caller_of(message: calls.Call | voice.Start | live.LiveCall | telephony.PlaceCallRequest) -> str:
    """Return who calls: the caller's number, or ours when we call."""
    return str(getattr(message, "from"))


def called_by(caller: str, message: Sent) -> Sent:
    """Return the message with its `from` set."""
    setattr(message, "from", caller)
    return message
