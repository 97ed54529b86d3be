"""Who watches a call learns of its end, and does it no harm."""

import asyncio

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.record import CallRecord
from voicera_gateway.live.held import HeldCall, HeldCalls
from voicera_gateway.live.view import View

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


def defect(*_anything, **_more) -> None:
    raise RuntimeError("a defect")


async def test_what_cannot_be_shown_of_a_call_does_not_end_it(running: World, monkeypatch):
    monkeypatch.setattr(View, "follow", defect)
    async with running.call():
        conversation = await running.voice.conversation()
        conversation.say(state=voice.StateChanged(state=voice.CONVERSATION_STATE_LISTENING))
        conversation.speak(1, first=True)
        assert (await conversation.until("forwarded")).forwarded.sequence == 1


async def test_a_call_nobody_can_watch_begins(running: World, monkeypatch):
    monkeypatch.setattr(HeldCalls, "begin", defect)
    async with running.call():
        conversation = await running.voice.conversation()
        conversation.speak(1, first=True)
        await conversation.until("forwarded")


async def test_calls_end_in_good_order_though_who_watches_them_fails(running: World, monkeypatch):
    monkeypatch.setattr(HeldCall, "over", defect)
    async with running.call():
        conversation = await running.voice.conversation()
        await running.gateway.sessions.drain(0)
        assert (await conversation.until("end")).end.reason == calls.END_REASON_PLATFORM_ERROR
