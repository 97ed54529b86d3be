"""Answers who asks about live calls."""

from collections.abc import AsyncGenerator
from typing import Final

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.live.board import Board
from voicera_gateway.live.passes import Opening, Pass, Passes, Purpose
from voicera_gateway.live.watching import Everything, One, watch
from voicera_kit.errors import invalid
from voicera_kit.identity import Identity
from voicera_kit.paging import Listing, Page, decode_token, encode_token

MAX_CURSOR_CHARACTERS: Final = 100


class LiveService:
    """Raises ServiceError."""

    def __init__(self, board: Board, passes: Passes) -> None:
        self._board = board
        self._passes = passes

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


def _position(call: live.LiveCall) -> tuple[int, str]:
    return (call.started_at.ToNanoseconds(), call.call_id)
