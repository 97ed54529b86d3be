"""The errors services raise, and their way over the wire."""

from voicera_kit.errors.fitting import fitting
from voicera_kit.errors.kinds import (
    AlreadyExists,
    DeadlineExceeded,
    FailedPrecondition,
    FieldViolation,
    Internal,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Reason,
    ResourceExhausted,
    RevisionConflict,
    ServiceError,
    Unauthenticated,
    Unavailable,
    invalid,
)
from voicera_kit.errors.wire import from_rpc, from_status, to_status

__all__ = [
    "AlreadyExists",
    "DeadlineExceeded",
    "FailedPrecondition",
    "FieldViolation",
    "Internal",
    "InvalidArgument",
    "NotFound",
    "PermissionDenied",
    "Reason",
    "ResourceExhausted",
    "RevisionConflict",
    "ServiceError",
    "Unauthenticated",
    "Unavailable",
    "fitting",
    "from_rpc",
    "from_status",
    "invalid",
    "to_status",
]
