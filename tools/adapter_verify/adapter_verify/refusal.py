"""Reads the error a call ended with: its code, its reason and the fields it names."""

from collections.abc import Iterator

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from adapter_verify.checks import Failed, require

_DETAILS_KEY = "grpc-status-details-bin"
_UNTYPED = frozenset({grpc.StatusCode.UNKNOWN, grpc.StatusCode.INTERNAL})


class Refusal(Exception):  # noqa: N818 - what came, not what went wrong here
    """`reason` is empty and `fields` are none where the server sent no details."""

    def __init__(self, code: grpc.StatusCode, message: str, reason: str, fields: tuple[str, ...]) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.reason = reason
        self.fields = fields

    @classmethod
    def of(cls, error: grpc.aio.AioRpcError) -> "Refusal":
        info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
        for status in _statuses(error):
            for detail in status.details:
                detail.Unpack(info)
                detail.Unpack(request)
        fields = tuple(each.field for each in request.field_violations)
        return cls(error.code(), error.details() or "", info.reason, fields)

    @property
    def is_typed(self) -> bool:
        """Whether a program can tell what went wrong."""
        return bool(self.reason) and self.code not in _UNTYPED

    def names(self, field: str) -> bool:
        """Whether the field, or one inside it, is named."""
        return any(each == field or each.startswith((f"{field}.", f"{field}[")) for each in self.fields)

    def __str__(self) -> str:
        details = f"reason {self.reason}" if self.reason else "no ErrorInfo"
        fields = f"naming {', '.join(self.fields)}" if self.fields else "naming no field"
        return f"{self.code.name} ({details}, {fields}): {self.message}"


def require_invalid(refusal: Refusal, field: str) -> None:
    """Raise Failed unless it is INVALID_ARGUMENT and names the field."""
    is_so = refusal.code is grpc.StatusCode.INVALID_ARGUMENT and refusal.reason and refusal.names(field)
    require(is_so, invalid(field), refusal)


def require_typed(refusal: Refusal) -> None:
    require(refusal.is_typed, "a result, or an error with ErrorInfo that is not UNKNOWN or INTERNAL", refusal)


def invalid(field: str) -> str:
    return f"INVALID_ARGUMENT with ErrorInfo, naming {field} in a BadRequest"


def _statuses(error: grpc.aio.AioRpcError) -> Iterator[status_pb2.Status]:
    for key, value in error.trailing_metadata() or ():
        if key == _DETAILS_KEY and isinstance(value, bytes):
            try:
                yield status_pb2.Status.FromString(value)
            except DecodeError:
                raise Failed("a google.rpc.Status in the error's details", "bytes that are none") from None
