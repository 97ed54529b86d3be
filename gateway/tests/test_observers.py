"""Who watches a call learns of its end, and does it no harm."""

import asyncio

from voicera_gateway.calls.record import CallRecord

from .conftest import World, until


async def test_a_call_that_fails_by_a_defect_is_live_no_more(running: World, monkeypatch):
    is_shown = asyncio.Event()

    async def defect(_record: CallRecord) -> None:
        await is_shown.wait()
        raise RuntimeError("a defect")

    monkeypatch.setattr(CallRecord, "note_answer", defect)
    board = running.gateway.live.board
    async with running.call():
        await until(lambda: running.media.records and board.find("org_1", running.media.only.id))
        is_shown.set()
        await until(lambda: len(running.gateway.sessions) == 0)
        assert running.gateway.live.held.find("org_1", running.media.only.id) is None
        await until(lambda: board.find("org_1", running.media.only.id) is None)
