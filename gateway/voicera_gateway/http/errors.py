"""Answers errors over HTTP in the shape Envoy gives transcoded ones: a google.rpc.Status as JSON."""

import logging
from typing import Any

import grpc
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from google.protobuf import json_format
from starlette.exceptions import HTTPException

from voicera_kit.errors import (
    DeadlineExceeded,
    FieldViolation,
    Internal,
    InvalidArgument,
    NotFound,
    ServiceError,
    to_status,
)
from voicera_kit.trace import current_trace_id

log = structlog.get_logger()

STATUS_OF = {
    grpc.StatusCode.INVALID_ARGUMENT: 400,
    grpc.StatusCode.FAILED_PRECONDITION: 400,
    grpc.StatusCode.OUT_OF_RANGE: 400,
    grpc.StatusCode.UNAUTHENTICATED: 401,
    grpc.StatusCode.PERMISSION_DENIED: 403,
    grpc.StatusCode.NOT_FOUND: 404,
    grpc.StatusCode.ALREADY_EXISTS: 409,
    grpc.StatusCode.ABORTED: 409,
    grpc.StatusCode.RESOURCE_EXHAUSTED: 429,
    grpc.StatusCode.CANCELLED: 499,
    grpc.StatusCode.UNIMPLEMENTED: 501,
    grpc.StatusCode.UNAVAILABLE: 503,
    grpc.StatusCode.DEADLINE_EXCEEDED: 504,
}
NOT_FOUND = 404
SERVER_ERROR = 500
REFUSED_BY_HTTP = {
    405: ("METHOD_NOT_ALLOWED", grpc.StatusCode.UNIMPLEMENTED),
    413: ("BODY_TOO_LARGE", grpc.StatusCode.INVALID_ARGUMENT),
    415: ("UNSUPPORTED_MEDIA_TYPE", grpc.StatusCode.INVALID_ARGUMENT),
}
"""What HTTP refuses without the contract knowing of it: reason and code by status."""


def install(app: FastAPI) -> None:
    """Make every error of `app` leave in this shape, and none with a stack trace."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(TimeoutError, _timeout)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)


def body_of(error: ServiceError) -> dict[str, Any]:
    status = to_status(error)
    rendered: dict[str, Any] = json_format.MessageToDict(status, preserving_proto_field_name=True)
    return {"code": status.code, "message": status.message, "details": rendered.get("details", [])}


def response_of(error: ServiceError, status: int | None = None) -> Response:
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after.total_seconds())))
    return JSONResponse(body_of(error), status or STATUS_OF.get(error.code, 500), headers)


async def _service_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)  # noqa: S101 - registered for this class
    return _refused(request, error)


async def _timeout(request: Request, _error: Exception) -> Response:
    return _refused(request, DeadlineExceeded("a service did not answer in time"))


async def _not_valid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    violations = (
        FieldViolation(".".join(map(str, each["loc"])), str(each["msg"])) for each in error.errors()
    )
    return _refused(request, InvalidArgument(*violations))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    if error.status_code == NOT_FOUND:
        return _refused(request, NotFound("page", request.url.path))
    reason, code = REFUSED_BY_HTTP.get(error.status_code, ("HTTP_ERROR", grpc.StatusCode.UNKNOWN))
    refusal = ServiceError(str(error.detail), reason=reason, code=code)
    return _refused(request, refusal, error.status_code)


def _refused(request: Request, refusal: ServiceError, status: int | None = None) -> Response:
    """Answer, and log the route but neither path nor message: they have tickets and call tokens in them."""
    response = response_of(refusal, status)
    level = logging.WARNING if response.status_code >= SERVER_ERROR else logging.INFO
    log.log(
        level,
        "http.refused",
        method=request.method,
        route=getattr(request.scope.get("route"), "path", ""),
        status=response.status_code,
        reason=refusal.reason,
        trace_id=current_trace_id(),
    )
    return response


async def _defect(request: Request, error: Exception) -> Response:
    log.error("http_defect", method=request.method, exc_info=error)
    return response_of(Internal(metadata={"trace_id": current_trace_id()}))
