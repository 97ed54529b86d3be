"""Ends and moves a call at the carrier."""

import asyncio
from collections.abc import Awaitable
from typing import Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.front import LineState
from voicera_gateway.people import caller_of
from voicera_gateway.vobiz.callbacks import Callbacks, TransferOrder
from voicera_gateway.vobiz.client import VobizClient
from voicera_gateway.vobiz.numbers import for_carrier
from voicera_gateway.vobiz.refusals import CallGone
from voicera_kit.errors import ServiceError

log = structlog.get_logger()

TIMEOUT_S: Final = 8.0


class VobizLine:
    """A call at the carrier, whose Hangup webhook has the last word."""

    reports_its_end = True

    def __init__(self, client: VobizClient, callbacks: Callbacks, call_uuid: str, our_number: str) -> None:
        self._client = client
        self._callbacks = callbacks
        self._call_uuid = call_uuid
        self._our_number = our_number

    async def hang_up(self) -> LineState:
        return await self._ask(self._client.hang_up(self._call_uuid), "hang_up")

    async def transfer(self, to: str) -> LineState:
        order = TransferOrder(to=for_carrier(to), caller_id=for_carrier(self._our_number))
        url = await self._callbacks.transfer_url(order)
        return await self._ask(self._client.transfer(self._call_uuid, url), "transfer")

    async def _ask(self, request: Awaitable[None], what: str) -> LineState:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await request
        except CallGone:
            return LineState.GONE
        except (ServiceError, TimeoutError) as error:
            reason = error.reason if isinstance(error, ServiceError) else "TIMEOUT"
            log.warning("line_request_failed", what=what, reason=reason)
            return LineState.FAILED
        return LineState.DONE


def our_number(start: voice.Start) -> str:
    """Return the number of ours in a call, E.164: the one called, or the one the call came from."""
    return start.to if start.direction == calls.DIRECTION_INBOUND else caller_of(start)
