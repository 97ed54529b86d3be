"""What nobody ends is ended, in virtual time."""

import asyncio
import contextlib
from typing import Any

import pytest

from voicera.media.v1 import call_pb2
from voicera_kit.errors import FailedPrecondition, ServiceError, Unavailable

SECOND = bytes(8000)


async def elapsed(media: Any, seconds: float) -> None:
    """Let time pass for a reconciler that has been looking all along."""
    await media.app.reconciler.look()
    await media.clock.advance(seconds)
    await media.app.reconciler.look()


async def test_a_call_whose_voice_node_vanished_has_failed(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await media.clock.advance(4)
    await stream.event(1, variable_set={"name": "day", "value": "tuesday"})
    await stream.audio(0, SECOND)
    await stream.reached(1, 8000)
    stream.vanish()
    await elapsed(media, 31)
    call = await media.get(call_id)
    assert (call.state, call.end_reason) == (call_pb2.CALL_STATE_FAILED, call_pb2.END_REASON_VOICE_NODE_LOST)
    assert call.duration_ms == 4000
    assert call.variables["day"] == "tuesday"
    assert (await media.recording(call_id)).complete
    assert (await media.wav(call_id)).getnframes() == 8000


async def test_a_call_that_never_got_a_voice_node_has_failed(media: Any) -> None:
    call_id = await media.running()
    await elapsed(media, 31)
    assert (await media.get(call_id)).end_reason == call_pb2.END_REASON_VOICE_NODE_LOST


async def test_heartbeats_keep_a_call_alive(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for number in range(1, 13):
        await media.clock.advance(5)
        await stream.send(heartbeat={})
        await stream.event(number, key_pressed={"digit": "1"})
        await stream.reached(number)
        await media.app.reconciler.look()
    assert (await media.get(call_id)).state == call_pb2.CALL_STATE_IN_PROGRESS


async def test_a_call_that_is_never_answered_has_failed(media: Any) -> None:
    queued, ringing = (await media.create()).call.id, (await media.create()).call.id
    await media.advance(ringing, state="CALL_STATE_RINGING")
    await elapsed(media, 299)
    assert (await media.get(queued)).state == call_pb2.CALL_STATE_QUEUED
    await elapsed(media, 2)
    for call_id in (queued, ringing):
        call = await media.get(call_id)
        assert (call.state, call.end_reason) == (
            call_pb2.CALL_STATE_FAILED,
            call_pb2.END_REASON_CARRIER_ERROR,
        )


async def test_the_conversations_word_counts_when_the_carrier_keeps_silent(media: Any) -> None:
    call_id = await media.running()
    await media.clock.advance(10)
    await media.end(call_id, "COMPLETED", "AGENT_HUNG_UP")
    await elapsed(media, 59)
    assert (await media.get(call_id)).state == call_pb2.CALL_STATE_IN_PROGRESS
    await elapsed(media, 2)
    call = await media.get(call_id)
    assert (call.state, call.end_reason) == (call_pb2.CALL_STATE_COMPLETED, call_pb2.END_REASON_AGENT_HUNG_UP)
    assert call.duration_ms == 10_000


async def test_the_carriers_late_word_does_not_change_a_lost_call(media: Any) -> None:
    call_id = await media.running()
    await elapsed(media, 31)
    call = await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    assert (call.state, call.end_reason) == (call_pb2.CALL_STATE_FAILED, call_pb2.END_REASON_VOICE_NODE_LOST)


async def test_a_recording_nobody_closed_is_completed(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.audio(0, SECOND)
    await stream.reached(samples=8000)
    stream.vanish()
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    await elapsed(media, 31)
    call = await media.get(call_id)
    assert (call.state, call.end_reason) == (
        call_pb2.CALL_STATE_COMPLETED,
        call_pb2.END_REASON_CALLER_HUNG_UP,
    )
    assert (await media.recording(call_id)).complete


@pytest.mark.parametrize("failing", ["put", "delete_prefix"])
async def test_a_recording_half_completed_is_finished(
    media: Any, failing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for second in range(2):
        await stream.audio(second * 8000, SECOND)
    await stream.reached(samples=16_000)
    objects = media.app.recordings._objects

    async def fail(*_: Any) -> None:
        raise Unavailable("the object store is unavailable")

    with monkeypatch.context() as patch:
        patch.setattr(objects, failing, fail)
        with pytest.raises(ServiceError):
            await stream.close()
    await elapsed(media, 31)
    assert (await media.recording(call_id)).complete
    assert (await media.wav(call_id)).getnframes() == 16_000


async def test_a_lost_voice_node_that_comes_back_is_refused(media: Any) -> None:
    call_id = await media.running()
    first = await media.append()
    await first.open(call_id)
    await first.audio(0, SECOND)
    await first.reached(samples=8000)
    first.vanish()
    await elapsed(media, 31)
    again = await media.append()
    assert (await again.open(call_id)).audio_samples == 8000
    await again.audio(8000, SECOND)
    with pytest.raises(FailedPrecondition) as refusal:
        await again.answer()
    assert refusal.value.reason == "ARCHIVE_CLOSED"


async def test_after_an_outage_voice_nodes_get_time_to_be_heard(media: Any) -> None:
    call_id = await media.running()
    await media.clock.advance(100)
    await media.app.reconciler.look()
    assert (await media.get(call_id)).state == call_pb2.CALL_STATE_IN_PROGRESS
    await media.clock.advance(30)
    await media.app.reconciler.look()
    assert (await media.get(call_id)).state == call_pb2.CALL_STATE_FAILED


async def test_every_organizations_calls_are_ended(media: Any) -> None:
    ids = [
        (organization, await media.running(organization=organization)) for organization in ("org_a", "org_b")
    ]
    await elapsed(media, 31)
    for organization, call_id in ids:
        assert (await media.get(call_id, organization)).state == call_pb2.CALL_STATE_FAILED


async def test_replicas_share_the_work(start: Any) -> None:
    async with start() as one, start() as other:
        ids = [await one.running() for _ in range(10)]
        await asyncio.gather(one.app.reconciler.look(), other.app.reconciler.look())
        await one.clock.advance(31)
        await asyncio.gather(one.app.reconciler.look(), other.app.reconciler.look())
        for call_id in ids:
            assert (await one.get(call_id)).state == call_pb2.CALL_STATE_FAILED


async def test_the_reconciler_keeps_looking(media: Any) -> None:
    call_id = await media.running()
    looking = asyncio.create_task(media.app.reconciler.run())
    async with asyncio.timeout(10):
        while (await media.get(call_id)).state != call_pb2.CALL_STATE_FAILED:
            await media.clock.advance(5)
    looking.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await looking
