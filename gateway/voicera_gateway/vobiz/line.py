"""Ends and moves a call at the carrier."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.front import LineState
from voicera_gateway.calls.tickets import Admission
from voicera_gateway.people import caller_of
from voicera_gateway.vobiz.accounts import Accounts
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

    def __init__(self, accounts: Accounts, callbacks: Callbacks, admission: Admission) -> None:
        self._accounts = accounts
        self._callbacks = callbacks
        self._organization_id = admission.organization_id
        self._call_uuid = admission.carrier_call_id
        self._our_number = our_number(admission.start)

    async def hang_up(self) -> LineState:
        return await self._ask(lambda client: client.hang_up(self._call_uuid), "hang_up")

    async def transfer(self, to: str) -> LineState:
        order = TransferOrder(self._organization_id, for_carrier(to), for_carrier(self._our_number))

        async def ask(client: VobizClient) -> None:
            await client.transfer(self._call_uuid, await self._callbacks.transfer_url(order))

        return await self._ask(ask, "transfer")

    async def _ask(self, request: Callable[[VobizClient], Awaitable[None]], what: str) -> LineState:
        try:
            async with asyncio.timeout(TIMEOUT_S):
                await request(await self._accounts.client(self._organization_id))
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
