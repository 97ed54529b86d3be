"""Refuses bad requests the way clients can read: google.rpc.Status with ErrorInfo and BadRequest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
from google.rpc import code_pb2, error_details_pb2, status_pb2


class Invalid(Exception):
    """`field` is the path of what is wrong in the request, for example "config.voice"."""

    def __init__(self, field: str, description: str) -> None:
        super().__init__(f"{field}: {description}")
        self.field = field
        self.description = description


@asynccontextmanager
async def refusing(context: grpc.aio.ServicerContext) -> AsyncIterator[None]:
    """End the call with INVALID_ARGUMENT where Invalid is raised inside."""
    try:
        yield
    except Invalid as invalid:
        details = ("grpc-status-details-bin", _status(invalid).SerializeToString())
        await context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(invalid), (details,))


def _status(invalid: Invalid) -> status_pb2.Status:
    status = status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message=str(invalid))
    info = error_details_pb2.ErrorInfo(reason="INVALID_ARGUMENT", domain="example.com")
    status.details.add().Pack(info)
    request = error_details_pb2.BadRequest()
    request.field_violations.add(field=invalid.field, description=invalid.description)
    status.details.add().Pack(request)
    return status


def first_config(request: Any) -> Any:
    """Return the configuration that opens a stream."""
    if request is None or not request.HasField("config"):
        raise Invalid("config", "must be the first message")
    return request.config


def check_language(field: str, language: str, known: list[str]) -> None:
    """Regional forms of a known language are known."""
    if "*" not in known and language not in known and language.partition("-")[0] not in known:
        raise Invalid(field, f"must be one of: {', '.join(known)}")
