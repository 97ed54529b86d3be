"""Turns a ServiceError into google.rpc.Status and a failed call back into a ServiceError."""

from datetime import timedelta
from typing import Final

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2

from voicera_kit.errors.kinds import FieldViolation, ServiceError, Unavailable

DOMAIN: Final = "voicera"
DETAILS_KEY: Final = "grpc-status-details-bin"
_BROKEN: Final = ("Internal error from Core", "RST_STREAM")
"""What grpc.aio makes of a call that ends while a message is being written to it, and of a stream that is cut off."""
_CODES = {code.value[0]: code for code in grpc.StatusCode}


def to_status(error: ServiceError) -> status_pb2.Status:
    status = status_pb2.Status(code=error.code.value[0], message=error.message)
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata)
    status.details.add().Pack(info)
    if error.violations:
        request = error_details_pb2.BadRequest()
        for violation in error.violations:
            request.field_violations.add(field=violation.field, description=violation.description)
        status.details.add().Pack(request)
    if error.retry_after is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromTimedelta(error.retry_after)
        status.details.add().Pack(retry)
    return status


def from_status(status: status_pb2.Status) -> ServiceError:
    info = error_details_pb2.ErrorInfo()
    request = error_details_pb2.BadRequest()
    retry = error_details_pb2.RetryInfo()
    retry_after: timedelta | None = None
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(request)
        if detail.Unpack(retry):
            retry_after = retry.retry_delay.ToTimedelta()
    code = _CODES.get(status.code, grpc.StatusCode.UNKNOWN)
    return ServiceError.received(
        code,
        status.message,
        info.reason or code.name,
        tuple(FieldViolation(each.field, each.description) for each in request.field_violations),
        dict(info.metadata),
        retry_after,
    )


def from_rpc(error: grpc.aio.AioRpcError) -> ServiceError:
    """Return the error a server sent, or one made from the bare code if it sent no details."""
    for key, value in error.trailing_metadata() or ():
        if key == DETAILS_KEY and isinstance(value, bytes):
            try:
                return from_status(status_pb2.Status.FromString(value))
            except DecodeError:
                break
    said = error.details() or ""
    if error.code() is grpc.StatusCode.INTERNAL and any(each in said for each in _BROKEN):
        return Unavailable("the connection ended")
    return ServiceError.received(error.code(), said or error.code().name, error.code().name)
