"""The refusals of the archive."""

from typing import Final

import grpc

from voicera_kit.errors import DeadlineExceeded, FailedPrecondition, ServiceError, Unavailable

TAKEN_OVER: Final = "ARCHIVE_TAKEN_OVER"
"""Another stream for the same call was opened, or the call was given up; ABORTED."""
CLOSED: Final = "ARCHIVE_CLOSED"
"""The archive is complete and takes nothing new; FAILED_PRECONDITION."""
EVENT_GAP: Final = "EVENT_GAP"
"""An event is missing; metadata {expected: "7"}; FAILED_PRECONDITION."""
AUDIO_GAP: Final = "AUDIO_GAP"
"""Audio is missing; metadata {expected: "8000"}; FAILED_PRECONDITION."""
SILENT: Final = "ARCHIVE_SILENT"
"""Neither data nor heartbeats came; DEADLINE_EXCEEDED."""


def taken_over() -> ServiceError:
    return ServiceError(
        "another stream continues this archive", reason=TAKEN_OVER, code=grpc.StatusCode.ABORTED
    )


def closed() -> ServiceError:
    return FailedPrecondition("the archive of this call is closed", reason=CLOSED)


def gap(reason: str, expected: int) -> ServiceError:
    return FailedPrecondition(
        f"something before this is missing: expected {expected}",
        reason=reason,
        metadata={"expected": str(expected)},
    )


def silent() -> ServiceError:
    return DeadlineExceeded("nothing was heard from the voice node", reason=SILENT)


def stopping() -> ServiceError:
    return Unavailable("this replica is stopping")
