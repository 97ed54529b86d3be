"""What each fault must become."""

from datetime import timedelta

from voicera_adapters.net import ANSWER_INVALID, KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)

from .rigs.server import Fault

MEANINGS = {
    Fault.KEY: (FailedPrecondition, KEY_REJECTED),
    Fault.QUOTA: (FailedPrecondition, QUOTA_EXHAUSTED),
    Fault.RATE: (ResourceExhausted, "RESOURCE_EXHAUSTED"),
    Fault.BROKEN: (Unavailable, "UNAVAILABLE"),
    Fault.HANG: (DeadlineExceeded, "DEADLINE_EXCEEDED"),
    Fault.DRIP: (DeadlineExceeded, "DEADLINE_EXCEEDED"),
    Fault.GARBAGE: (Unavailable, ANSWER_INVALID),
}


def require_meant(fault: Fault, error: ServiceError) -> None:
    """The right kind and reason, and not a word of the vendor's."""
    assert "secret" not in str(error)
    assert "planted" not in str(error)
    if fault is Fault.CUT:
        assert isinstance(error, Unavailable), repr(error)
        return
    kind, reason = MEANINGS[fault]
    assert (type(error), error.reason) == (kind, reason), repr(error)
    if fault is Fault.RATE:
        assert error.retry_after == timedelta(seconds=7)
