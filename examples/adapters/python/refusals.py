"""Refuses requests the way clients can read: google.rpc.Status with ErrorInfo and, for wrong ones, BadRequest."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2


class Refusal(Exception):
    """The reason of a refusal is its code's name."""

    code: grpc.StatusCode


class Invalid(Refusal):
    """`field` is the path of what is wrong in the request, for example "config.voice"."""

    code = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, field: str, description: str) -> None:
        super().__init__(f"{field}: {description}")
        self.violation = {"field": field, "description": description}


class Exhausted(Refusal):
    """More than can be kept waiting."""

    code = grpc.StatusCode.RESOURCE_EXHAUSTED


@asynccontextmanager
async def refusing(context: grpc.aio.ServicerContext) -> AsyncIterator[None]:
    """End the call with the Refusal that is raised inside."""
    try:
        yield
    except Refusal as refusal:
        details = ("grpc-status-details-bin", _status(refusal).SerializeToString())
        await context.abort(refusal.code, str(refusal), (details,))


def _status(refusal: Refusal) -> status_pb2.Status:
    status = status_pb2.Status(code=refusal.code.value[0], message=str(refusal))
    info = error_details_pb2.ErrorInfo(reason=refusal.code.name, domain="example.com")
    status.details.add().Pack(info)
    if isinstance(refusal, Invalid):
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=[refusal.violation]))
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
