"""Every setting takes effect."""

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from voicera.media.v1 import call_pb2
from voicera_kit.errors import DeadlineExceeded
from voicera_kit.settings import SettingsError
from voicera_media.settings import MediaSettings


async def look_after(media: Any, seconds: float) -> None:
    await media.app.reconciler.look()
    await media.clock.advance(seconds)
    await media.app.reconciler.look()


async def test_call_lost_after_s(start: Any) -> None:
    async with start(call_lost_after_s=10) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await look_after(media, 11)
        assert (await media.get(call_id)).state == call_pb2.CALL_STATE_FAILED
        with pytest.raises(DeadlineExceeded):
            await stream.answer()


async def test_call_setup_lost_after_s(start: Any) -> None:
    async with start(call_setup_lost_after_s=5) as media:
        call_id = (await media.create()).call.id
        await look_after(media, 6)
        assert (await media.get(call_id)).state == call_pb2.CALL_STATE_FAILED


async def test_call_settle_after_s(start: Any) -> None:
    async with start(call_settle_after_s=5) as media:
        call_id = await media.running()
        await media.end(call_id, "COMPLETED", "AGENT_HUNG_UP")
        await look_after(media, 6)
        assert (await media.get(call_id)).state == call_pb2.CALL_STATE_COMPLETED


async def test_reconcile_every_s(start: Any) -> None:
    async with start(reconcile_every_s=1000, call_setup_lost_after_s=5) as media:
        looking = asyncio.create_task(media.app.reconciler.run())
        await media.until(lambda: _sleeps_until(media, 1000))
        call_id = (await media.create()).call.id
        await media.clock.advance(900)
        assert (await media.get(call_id)).state == call_pb2.CALL_STATE_QUEUED
        await media.clock.advance(100)
        await media.until(lambda: _is_failed(media, call_id))
        looking.cancel()
        await asyncio.wait((looking,))


async def test_archive_seen_every_s(start: Any) -> None:
    async with start(archive_seen_every_s=3) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.audio(0, bytes(80))
        await stream.reached(samples=80)
        before = (await media.get(call_id)).revision
        await media.clock.advance(2.5)
        await stream.audio(80, bytes(80))
        await stream.reached(samples=160)
        assert (await media.get(call_id)).revision == before
        await media.clock.advance(1)
        await stream.audio(160, bytes(80))
        await stream.reached(samples=240)
        assert (await media.get(call_id)).revision == before + 1


async def test_archive_record_every_s(start: Any) -> None:
    async with start(archive_record_every_s=4) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(1, caller_said={"turn": 1})
        await stream.reached(1)
        assert (await media.get(call_id)).turns == 0
        await media.clock.advance(4)
        await media.until(lambda: _has_turned(media, call_id))


async def test_watch_settings(start: Any) -> None:
    async with start(watch_capacity=3, watch_refresh_s=2) as media:
        assert media.app.watch._refresh_s == 2
        subscription = media.app.watch._feed.follow("org_ours", "call_1")
        assert subscription._capacity == 3


def test_signs_of_life_must_be_noted_in_time() -> None:
    with pytest.raises(ValidationError, match="ARCHIVE_SEEN_EVERY_S"):
        MediaSettings(call_lost_after_s=8, archive_seen_every_s=5)


async def _sleeps_until(media: Any, moment_s: float) -> bool:
    return bool(media.clock._next_alarm() == moment_s)


async def _is_failed(media: Any, call_id: str) -> bool:
    return bool((await media.get(call_id)).state == call_pb2.CALL_STATE_FAILED)


async def _has_turned(media: Any, call_id: str) -> bool:
    return bool((await media.get(call_id)).turns == 1)


async def test_bus_url(start: Any) -> None:
    with pytest.raises(SettingsError, match="VOICERA_BUS_URL"):
        async with start(bus_url="nothing:"):
            pass
