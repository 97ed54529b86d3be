"""Shows the live calls on a WebSocket: what WatchLiveCalls sends, as JSON."""

import asyncio
from contextlib import aclosing
from typing import Final
from urllib.parse import parse_qs

from voicera_gateway.http.sockets import Scope, Socket
from voicera_gateway.live.board import Board
from voicera_gateway.live.passes import Pass
from voicera_gateway.live.showing import all_written, sees_callers, written
from voicera_gateway.live.socket import first_of, read_away
from voicera_gateway.live.watching import Everything, One, watch

PING_S: Final = 15.0
PING: Final = '{"type":"ping"}'


class Monitor:
    """A peer that does not keep up holds up nobody but itself, and then gets the latest of what it missed."""

    def __init__(self, board: Board) -> None:
        self._board = board

    async def talk(self, socket: Socket, granted: Pass, scope: Scope) -> None:
        cursor = parse_qs(scope.get("query_string", b"").decode("ascii", "replace")).get("cursor", [""])[0]
        await first_of(self._show(socket, granted, cursor), _ping(socket), read_away(socket))

    async def _show(self, socket: Socket, granted: Pass, cursor: str) -> None:
        callers = sees_callers(granted.identity)
        wall = self._board.wall(granted.identity.organization_id)
        async with aclosing(watch(wall, cursor)) as steps:
            async for step in steps:
                await socket.send_text(await _text(step, callers=callers))
                if not socket.is_open:
                    return


async def _ping(socket: Socket) -> None:
    while socket.is_open:
        await asyncio.sleep(PING_S)
        await socket.send_text(PING)


async def _text(step: Everything | One, *, callers: bool) -> str:
    if isinstance(step, Everything):
        calls = await all_written(step.calls, callers=callers)
        return f'{{"cursor":"{step.cursor}","snapshot":{{"calls":{calls}}}}}'
    change = step.change
    if change.call is None:
        return f'{{"cursor":"{step.cursor}","ended_call_id":"{change.call_id}"}}'
    return f'{{"cursor":"{step.cursor}","changed":{written(change, callers=callers)}}}'
