"""Says why a call is over."""

from dataclasses import dataclass
from typing import Final

import grpc

from voicera.media.v1 import call_pb2 as calls
from voicera_kit.errors import ServiceError

_BROKEN: Final = frozenset({
    calls.END_REASON_MEDIA_LOST,
    calls.END_REASON_PLATFORM_ERROR,
    calls.END_REASON_VOICE_NODE_LOST,
})


@dataclass(frozen=True, slots=True)
class Ending:
    """Why the session is over; `told` means the carrier said so and its webhook writes the record."""

    reason: calls.EndReason.ValueType
    detail: str = ""
    told: bool = False

    @property
    def is_breakdown(self) -> bool:
        """Nobody ended the call, so the carrier's side of it may be there still."""
        return self.reason in _BROKEN and not self.told


def broken_by(error: ServiceError, *, has_started: bool) -> Ending:
    """Return how a conversation ends whose stream failed."""
    # A connection that breaks is UNAVAILABLE, or INTERNAL in transport's own words; a defect has a trace id.
    broke = error.code is grpc.StatusCode.INTERNAL and "trace_id" not in error.metadata
    vanished = has_started and (broke or error.code is grpc.StatusCode.UNAVAILABLE)
    reason = calls.END_REASON_VOICE_NODE_LOST if vanished else calls.END_REASON_PLATFORM_ERROR
    return Ending(reason, f"voice: {error.reason}")
