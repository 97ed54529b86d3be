"""Answers in the carrier's shapes."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from aiohttp import web

from vobiz_sim.carrier import Carrier

CARRIER = web.AppKey("carrier", Carrier)
_PAGE = 20
_MOST = 100


class RestError(Exception):
    """Becomes the carrier's error body with this status."""

    def __init__(self, status: int, code: str, message: str, details: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.details = details or {}

    def response(self) -> web.Response:
        error = {"code": self.code, "message": str(self), "details": self.details}
        body = {"status": "error", "error": error, "requestId": str(uuid4())}
        return web.json_response(body, status=self.status)


def not_found(what: str) -> RestError:
    return RestError(404, "not_found", f"{what} not found")


def carrier(request: web.Request) -> Carrier:
    return request.app[CARRIER]


def answer(values: dict[str, Any], status: int = 200) -> web.Response:
    return web.json_response({"api_id": str(uuid4()), **values}, status=status)


def empty() -> web.Response:
    return web.Response(status=204)


async def body(request: web.Request) -> dict[str, Any]:
    """Raises RestError 400 unless the body is a JSON object."""
    try:
        values = await request.json()
    except ValueError as error:
        raise RestError(400, "bad_request", "the body is not JSON") from error
    if not isinstance(values, dict):
        raise RestError(400, "bad_request", "the body is not an object")
    return values


def number(request: web.Request, name: str, default: int) -> int:
    text = request.query.get(name, "")
    return int(text) if text.isdigit() else default


def offset_page(request: web.Request, objects: Sequence[dict[str, Any]]) -> web.Response:
    """`limit` and `offset`, as applications and recordings page."""
    limit, offset = min(_MOST, number(request, "limit", _PAGE)), number(request, "offset", 0)
    meta = {
        "limit": limit,
        "offset": offset,
        "next": None if offset + limit >= len(objects) else f"?limit={limit}&offset={offset + limit}",
        "previous": None if offset == 0 else f"?limit={limit}&offset={max(0, offset - limit)}",
        "total_count": len(objects),
    }
    return answer({"meta": meta, "objects": list(objects[offset : offset + limit])})
