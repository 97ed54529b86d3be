"""Answers who asks about live calls."""

from collections.abc import AsyncGenerator
from typing import Final

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.live.board import Board
from voicera_gateway.live.passes import Opening, Pass, Passes, Purpose
from voicera_gateway.live.reach import Reach
from voicera_gateway.live.watching import Everything, One, watch
from voicera_gateway.vobiz.numbers import is_e164
from voicera_kit.errors import Unavailable, invalid
from voicera_kit.identity import Identity
from voicera_kit.paging import Listing, Page, decode_token, encode_token

MAX_CURSOR_CHARACTERS: Final = 100
MAX_WHISPER_CHARACTERS: Final = 1000
TRANSFER_S: Final = 10.0
"""Longer than the carrier may take."""


class LiveService:
    """Raises ServiceError."""

    def __init__(self, board: Board, passes: Passes, reach: Reach) -> None:
        self._board = board
        self._passes = passes
        self._reach = reach

    def list(self, organization_id: str, agent_id: str, page: Page) -> Listing[live.LiveCall]:
        """Return one page, oldest first; a call that ends between two pages leaves no gap."""
        listing = f"liveCalls:{agent_id}"
        calls = [
            change.call
            for change in self._board.wall(organization_id).latest()
            if change.call is not None and (not agent_id or change.call.agent_id == agent_id)
        ]
        if page.token:
            after = decode_token(listing, page.token, 2)
            calls = [call for call in calls if _position(call) > after]
        listed = tuple(calls[: page.size])
        token = encode_token(listing, _position(listed[-1])) if len(calls) > page.size else ""
        return Listing(listed, token)

    def watch(self, organization_id: str, cursor: str) -> AsyncGenerator[Everything | One, None]:
        if len(cursor) > MAX_CURSOR_CHARACTERS:
            raise invalid("cursor", f"must not be longer than {MAX_CURSOR_CHARACTERS} characters")
        return watch(self._board.wall(organization_id), cursor)

    async def open_monitor(self, identity: Identity) -> Opening:
        return await self._passes.issue(Pass(Purpose.MONITOR, identity))

    async def listen(self, identity: Identity, call_id: str) -> Opening:
        await self._reach.ask("find", identity.organization_id, _named(call_id))
        return await self._passes.issue(Pass(Purpose.LISTEN, identity, call_id))

    async def whisper(self, identity: Identity, call_id: str, text: str, *, say: bool) -> None:
        if not text.strip() or len(text) > MAX_WHISPER_CHARACTERS:
            raise invalid("text", f"must have 1 to {MAX_WHISPER_CHARACTERS} characters")
        where = (identity.organization_id, _named(call_id))
        await self._reach.ask("whisper", *where, text=text, say=say, user_id=identity.subject)

    async def take_over(self, identity: Identity, call_id: str) -> Opening:
        where = (identity.organization_id, _named(call_id))
        opening = await self._passes.issue(Pass(Purpose.OPERATE, identity, call_id))
        try:
            await self._reach.ask("take_over", *where, user_id=identity.subject)
        except Unavailable:
            await self._reach.tell("forgo", *where, user_id=identity.subject)  # it may have been late only
            raise
        return opening

    async def hand_back(self, identity: Identity, call_id: str) -> None:
        await self._reach.ask("hand_back", identity.organization_id, _named(call_id))

    async def transfer(self, identity: Identity, call_id: str, to: str) -> None:
        where = (identity.organization_id, _named(call_id))
        if not is_e164(to):
            raise invalid("to", "must be a number in E.164, for example +919800000001")
        await self._reach.ask("transfer", *where, within_s=TRANSFER_S, to=to, user_id=identity.subject)


def _named(call_id: str) -> str:
    if not call_id:
        raise invalid("call_id", "must not be empty")
    return call_id


def _position(call: live.LiveCall) -> tuple[int, str]:
    return (call.started_at.ToNanoseconds(), call.call_id)
