"""The call's record follows its events."""

from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import call_pb2
from voicera_media.archive.tally import percentile


async def test_the_record_shows_what_the_events_add_up_to(media: Any) -> None:
    call_id = await media.running(variables={"service": "cleaning", "day": "monday"})
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, node_entered={"node_id": "ask_day"})
    await stream.event(2, caller_said={"text": "Tuesday", "turn": 1})
    await stream.event(3, variable_set={"name": "day", "value": "tuesday"})
    await stream.event(4, turn_measured={"turn": 1, "first_byte_ms": 800.4, "platform_ms": 21})
    await stream.event(5, caller_said={"text": "yes", "turn": 2})
    await stream.event(6, turn_measured={"turn": 2, "first_byte_ms": 600, "platform_ms": 40})
    await stream.reached(6)
    call = await media.get(call_id)
    assert dict(call.variables) == {"service": "cleaning", "day": "tuesday"}
    assert (call.turns, call.node_id) == (2, "ask_day")
    assert (call.latency.response_p50_ms, call.latency.response_p95_ms, call.latency.platform_p95_ms) == (
        600,
        800,
        40,
    )


async def test_a_stream_that_goes_on_adds_to_what_was_there(media: Any) -> None:
    call_id = await media.running()
    first = await media.append()
    await first.open(call_id)
    await first.event(1, turn_measured={"turn": 1, "first_byte_ms": 100})
    await first.reached(1)
    second = await media.append()
    await second.open(call_id)
    await second.event(2, turn_measured={"turn": 2, "first_byte_ms": 300})
    await second.event(3, turn_measured={"turn": 3, "first_byte_ms": 200})
    await second.reached(3)
    assert (await media.get(call_id)).latency.response_p50_ms == 200


async def test_the_conversations_end_notes_reason_and_disposition(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, ended={"reason": "END_REASON_AGENT_HUNG_UP", "disposition": "booked"})
    await stream.reached(1)
    call = await media.get(call_id)
    assert call.state == call_pb2.CALL_STATE_IN_PROGRESS
    assert (call.end_reason, call.disposition) == (call_pb2.END_REASON_AGENT_HUNG_UP, "booked")


async def test_the_conversations_end_completes_a_browser_call(media: Any) -> None:
    call_id = await media.running(direction="DIRECTION_BROWSER")
    at = Timestamp()
    at.FromDatetime(media.clock.now())
    at.seconds += 7
    stream = await media.append()
    await stream.open(call_id, 16_000)
    await stream.event(1, at=at, ended={"reason": "END_REASON_PROVIDER_FAILED"})
    await stream.reached(1)
    call = await media.get(call_id)
    assert (call.state, call.end_reason) == (call_pb2.CALL_STATE_FAILED, call_pb2.END_REASON_PROVIDER_FAILED)
    assert call.duration_ms == 7000


async def test_a_reason_this_archive_does_not_know_is_no_reason(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, ended={"reason": 99})
    await stream.reached(1)
    assert (await media.get(call_id)).end_reason == call_pb2.END_REASON_UNSPECIFIED


async def test_the_record_is_not_written_for_every_event(start: Any) -> None:
    async with start(archive_record_every_s=2) as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        before = (await media.get(call_id)).revision
        for number in range(1, 20):
            await stream.event(number, caller_said={"turn": number})
            await stream.reached(number)
        assert (await media.get(call_id)).revision == before
        await media.clock.advance(2)
        await stream.send(heartbeat={})
        await stream.event(20, caller_said={"turn": 20})
        await stream.reached(20)
        call = await media.get(call_id)
        assert call.turns >= 19
        assert call.revision - before <= 2


@pytest.mark.parametrize(("percent", "expected"), [(50, 5), (95, 10), (100, 10), (1, 1)])
def test_percentiles_are_values_that_occurred(percent: int, expected: int) -> None:
    assert percentile(range(1, 11), percent) == expected
