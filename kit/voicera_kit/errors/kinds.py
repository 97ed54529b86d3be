"""One typed error for every refusal, named after its gRPC status code."""
# ruff: noqa: N818 - the names are the status codes'

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

import grpc


class Reason(StrEnum):
    """What clients switch on. Services may add reasons of their own in the same spelling."""

    INVALID_ARGUMENT = "INVALID_ARGUMENT"
    """A field is wrong; `violations` name each one: {field: "name", description: "must not be empty"}."""
    NOT_FOUND = "NOT_FOUND"
    """Nothing by that id in this organization; metadata {kind: "agent", id: "agent_01…"}."""
    ALREADY_EXISTS = "ALREADY_EXISTS"
    """The id or a unique field is taken; metadata {kind: "agent", field: "name"}."""
    REVISION_CONFLICT = "REVISION_CONFLICT"
    """Somebody changed it since it was read; read again. metadata {kind: "agent", id: "agent_01…"}."""
    FAILED_PRECONDITION = "FAILED_PRECONDITION"
    """The state of the thing forbids the operation; services usually give a reason of their own."""
    UNAUTHENTICATED = "UNAUTHENTICATED"
    """No token, or one that is not valid."""
    TOKEN_EXPIRED = "TOKEN_EXPIRED"  # noqa: S105 - a reason, not a secret
    """The token was valid once; refresh it."""
    SESSION_ENDED = "SESSION_ENDED"
    """The token was valid once, but its session, member or API key was ended."""
    PERMISSION_DENIED = "PERMISSION_DENIED"
    """The caller may not do this; metadata {permission: "agents.write"}, and the field if only that needs it."""
    RESOURCE_EXHAUSTED = "RESOURCE_EXHAUSTED"
    """A quota or a queue is full; `retry_after` says when to come back."""
    UNAVAILABLE = "UNAVAILABLE"
    """Something this needs is down; trying again may work."""
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    """It took longer than allowed; whether it happened is unknown."""
    INTERNAL = "INTERNAL"
    """A defect on our side; metadata {trace_id: "…"} finds it in the logs."""


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One wrong field of a request, by its path in the request message."""

    field: str
    description: str


class ServiceError(Exception):
    """A refusal the caller can act on."""

    code: grpc.StatusCode = grpc.StatusCode.UNKNOWN

    def __init__(
        self,
        message: str,
        *,
        reason: str,
        code: grpc.StatusCode | None = None,
        violations: tuple[FieldViolation, ...] = (),
        metadata: Mapping[str, str] = MappingProxyType({}),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.reason = str(reason)
        self.message = message
        self.violations = violations
        self.metadata = dict(metadata)
        self.retry_after = retry_after

    by_code: ClassVar[dict[grpc.StatusCode, type["ServiceError"]]] = {}

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        ServiceError.by_code.setdefault(cls.code, cls)

    @classmethod
    def received(
        cls,
        code: grpc.StatusCode,
        message: str,
        reason: str,
        violations: tuple[FieldViolation, ...] = (),
        metadata: Mapping[str, str] = MappingProxyType({}),
        retry_after: timedelta | None = None,
    ) -> "ServiceError":
        """Return the subclass that stands for `code`, with parts that came over the wire."""
        kind = cls.by_code.get(code, ServiceError)
        error = kind.__new__(kind)
        ServiceError.__init__(
            error,
            message,
            code=code,
            reason=reason,
            violations=violations,
            metadata=metadata,
            retry_after=retry_after,
        )
        return error


class InvalidArgument(ServiceError):
    code = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, *violations: FieldViolation, reason: str = Reason.INVALID_ARGUMENT) -> None:
        message = "; ".join(f"{each.field}: {each.description}" for each in violations) or "invalid request"
        super().__init__(message, reason=reason, violations=violations)


def invalid(field: str, description: str) -> InvalidArgument:
    return InvalidArgument(FieldViolation(field, description))


class NotFound(ServiceError):
    code = grpc.StatusCode.NOT_FOUND

    def __init__(self, kind: str, id: str, *, reason: str = Reason.NOT_FOUND) -> None:  # noqa: A002 - the field's name
        super().__init__(f"{kind} not found", reason=reason, metadata={"kind": kind, "id": id})


class AlreadyExists(ServiceError):
    """`field` is the unique field that is taken; None when it is the id itself."""

    code = grpc.StatusCode.ALREADY_EXISTS

    def __init__(self, kind: str, id: str, field: str | None = None) -> None:  # noqa: A002 - the field's name
        metadata = {"kind": kind, "id": id} | ({"field": field} if field else {})
        super().__init__(
            f"{kind} with this {field or 'id'} already exists",
            reason=Reason.ALREADY_EXISTS,
            metadata=metadata,
        )


class RevisionConflict(ServiceError):
    code = grpc.StatusCode.ABORTED

    def __init__(self, kind: str, id: str) -> None:  # noqa: A002 - the field's name
        super().__init__(
            f"{kind} was changed by somebody else",
            reason=Reason.REVISION_CONFLICT,
            metadata={"kind": kind, "id": id},
        )


class FailedPrecondition(ServiceError):
    code = grpc.StatusCode.FAILED_PRECONDITION

    def __init__(
        self,
        message: str,
        *,
        reason: str = Reason.FAILED_PRECONDITION,
        metadata: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message, reason=reason, metadata=metadata)


class Unauthenticated(ServiceError):
    code = grpc.StatusCode.UNAUTHENTICATED

    def __init__(self, message: str, *, reason: str = Reason.UNAUTHENTICATED) -> None:
        super().__init__(message, reason=reason)


class PermissionDenied(ServiceError):
    code = grpc.StatusCode.PERMISSION_DENIED

    def __init__(self, permission: str, *, field: str = "", reason: str = Reason.PERMISSION_DENIED) -> None:
        """`field` names what of the request needs the permission; without it the whole does."""
        metadata = {"permission": permission} | ({"field": field} if field else {})
        super().__init__(f"{field or 'this'} needs {permission}", reason=reason, metadata=metadata)


class ResourceExhausted(ServiceError):
    code = grpc.StatusCode.RESOURCE_EXHAUSTED

    def __init__(
        self,
        message: str,
        *,
        retry_after: timedelta | None = None,
        reason: str = Reason.RESOURCE_EXHAUSTED,
    ) -> None:
        super().__init__(message, reason=reason, retry_after=retry_after)


class Unavailable(ServiceError):
    code = grpc.StatusCode.UNAVAILABLE

    def __init__(
        self, message: str, *, retry_after: timedelta | None = None, reason: str = Reason.UNAVAILABLE
    ) -> None:
        super().__init__(message, reason=reason, retry_after=retry_after)


class DeadlineExceeded(ServiceError):
    code = grpc.StatusCode.DEADLINE_EXCEEDED

    def __init__(self, message: str, *, reason: str = Reason.DEADLINE_EXCEEDED) -> None:
        super().__init__(message, reason=reason)


class Internal(ServiceError):
    code = grpc.StatusCode.INTERNAL

    def __init__(
        self,
        message: str = "internal error",
        *,
        reason: str = Reason.INTERNAL,
        metadata: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(message, reason=reason, metadata=metadata)
