"""Receives the carrier's webhooks: each is verified, parsed, carried out, and harmless when repeated."""

from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response

from voicera_gateway.http.reading import read_body
from voicera_gateway.vobiz import events, xml
from voicera_gateway.vobiz.answering import Answering
from voicera_gateway.vobiz.callbacks import Callbacks, CallToken
from voicera_gateway.vobiz.endings import Endings
from voicera_gateway.vobiz.verification import Verification
from voicera_kit.errors import NotFound, invalid

MAX_BODY_BYTES: Final = 65_536
MAX_FIELDS: Final = 200
METHODS: Final = ["GET", "POST"]


class Webhooks:
    """The routes under /vobiz/ that speak HTTP."""

    def __init__(
        self, verification: Verification, callbacks: Callbacks, answering: Answering, endings: Endings
    ) -> None:
        self._verification = verification
        self._callbacks = callbacks
        self._answering = answering
        self._endings = endings
        self._receivers: dict[str, events.EventName | None] = {
            "answer": None,
            "ring": "Ring",
            "hangup": "Hangup",
        }

    def router(self) -> APIRouter:
        router = APIRouter(prefix="/vobiz", include_in_schema=False)
        router.add_api_route("/transfer/{name}", self.transfer, methods=METHODS)
        router.add_api_route("/{kind}", self.receive, methods=METHODS)
        router.add_api_route("/{kind}/{token}", self.receive, methods=METHODS)
        return router

    async def receive(self, request: Request, kind: str, token: str = "") -> Response:
        """Take a webhook of the answer, ring or hangup URL; the event it carries decides, not the URL."""
        if kind not in self._receivers:
            raise NotFound("page", request.url.path)
        call = self._call_of(token)
        fields = await self._verified(request, call.organization_id if call else "")
        match events.parse(fields, self._receivers[kind]):
            case events.Answered() as event:
                return _document(await self._answer(event, call))
            case events.Ringing() as event:
                await self._endings.rang(event, call)
            case events.HungUp() as event:
                await self._endings.ended(event, call)
        return _document(xml.hang_up()) if kind == "answer" else Response(status_code=200)

    async def transfer(self, request: Request, name: str) -> Response:
        """Give the document of a transfer we ordered."""
        order = await self._callbacks.transfer_order(name)
        await self._verified(request, order.organization_id if order else "")
        if order is None:
            raise NotFound("transfer", name)
        return _document(xml.dial(order.to, order.caller_id))

    async def _answer(self, event: events.Answered, call: CallToken | None) -> bytes:
        if self._endings.ended_early(event.call_uuid):
            return xml.hang_up()
        return await self._answering.answer(event, call)

    def _call_of(self, token: str) -> CallToken | None:
        if not token:
            return None
        call = self._callbacks.read(token)
        if call is None:
            raise NotFound("call", "")
        return call

    async def _verified(self, request: Request, organization_id: str) -> dict[str, str]:
        is_post = request.method == "POST"
        content = await read_body(request, MAX_BODY_BYTES) if is_post else request.url.query.encode()
        url = self._callbacks.public_url(request.scope["path"])
        fields = _fields(content)
        await self._verification.require_genuine(request.headers, url, content, fields, organization_id)
        return fields


def _fields(content: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(content.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError:
        raise invalid("body", "is not form-encoded UTF-8") from None
    return dict(pairs)


def _document(content: bytes) -> Response:
    return Response(content, media_type=xml.CONTENT_TYPE)
