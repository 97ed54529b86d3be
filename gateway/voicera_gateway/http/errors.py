"""Answers errors over HTTP in the shape Envoy gives transcoded ones: a google.rpc.Status as JSON."""

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
METHOD_NOT_ALLOWED = 405
NOT_FOUND = 404


def install(app: FastAPI) -> None:
    """Make every error of `app` leave in this shape, and none with a stack trace."""
    app.add_exception_handler(ServiceError, _service_error)
    app.add_exception_handler(TimeoutError, _timeout)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _defect)


def body_of(error: ServiceError) -> dict[str, Any]:
    status = to_status(error)
    rendered: dict[str, Any] = json_format.MessageToDict(status)
    return {"code": status.code, "message": status.message, "details": rendered.get("details", [])}


def response_of(error: ServiceError, status: int | None = None) -> Response:
    headers = {}
    if error.retry_after is not None:
        headers["Retry-After"] = str(max(1, round(error.retry_after.total_seconds())))
    return JSONResponse(body_of(error), status or STATUS_OF.get(error.code, 500), headers)


async def _service_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)  # noqa: S101 - registered for this class
    return response_of(error)


async def _timeout(_request: Request, _error: Exception) -> Response:
    return response_of(DeadlineExceeded("a service did not answer in time"))


async def _not_valid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class
    violations = (
        FieldViolation(".".join(map(str, each["loc"])), str(each["msg"])) for each in error.errors()
    )
    return response_of(InvalidArgument(*violations))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class
    if error.status_code == NOT_FOUND:
        return response_of(NotFound("page", request.url.path))
    code = (
        grpc.StatusCode.UNIMPLEMENTED if error.status_code == METHOD_NOT_ALLOWED else grpc.StatusCode.UNKNOWN
    )
    reason = "METHOD_NOT_ALLOWED" if error.status_code == METHOD_NOT_ALLOWED else "HTTP_ERROR"
    return response_of(ServiceError(str(error.detail), reason=reason, code=code), error.status_code)


async def _defect(request: Request, error: Exception) -> Response:
    log.error("http_defect", method=request.method, exc_info=error)
    return response_of(Internal(metadata={"trace_id": current_trace_id()}))
