"""What a voice node sends is kept once, in order, and acknowledged when it is durable."""

from typing import Any

import grpc
import pytest

from voicera.media.v1 import archive_service_pb2 as archive_pb
from voicera.media.v1 import call_pb2, call_service_pb2
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    ServiceError,
    Unavailable,
)
from voicera_kit.paging import Page

OURS = "org_ours"
SECOND = bytes(range(200)) * 40


async def test_a_new_archive_begins_at_zero(media: Any) -> None:
    stream = await media.append()
    answer = await stream.open(await media.running())
    assert (answer.event_sequence, answer.audio_samples, answer.closed) == (0, 0, False)


async def test_what_was_acknowledged_is_there_after_a_restart(start: Any) -> None:
    async with start() as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        await stream.event(1, caller_said={"text": "नमस्ते", "turn": 1})
        await stream.audio(0, SECOND)
        await stream.reached(1, 8000)
        stream.vanish()
    async with start() as media:
        answer = await (await media.append()).open(call_id)
        assert (answer.event_sequence, answer.audio_samples) == (1, 8000)
        assert [each.caller_said.text for each in await events_of(media, call_id)] == ["नमस्ते"]


async def test_what_is_sent_again_is_ignored(media: Any) -> None:
    call_id = await media.running()
    first = await media.append()
    await first.open(call_id)
    await first.event(1, key_pressed={"digit": "1"})
    await first.event(2, key_pressed={"digit": "2"})
    await first.audio(0, SECOND)
    await first.reached(2, 8000)
    second = await media.append()
    assert (await second.open(call_id)).event_sequence == 2
    for sequence, digit in ((1, "1"), (2, "2"), (3, "3")):
        await second.event(sequence, key_pressed={"digit": digit})
    await second.audio(0, SECOND)
    await second.reached(3, 8000)
    await second.close()
    assert [each.key_pressed.digit for each in await events_of(media, call_id)] == ["1", "2", "3"]
    assert (await media.wav(call_id)).getnframes() == 8000


async def test_audio_that_overlaps_is_trimmed(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.audio(0, SECOND)
    await stream.reached(samples=8000)
    await stream.audio(4000, SECOND[4000:] + b"\x01" * 4000)
    assert (await stream.reached(samples=12000)).audio_samples == 12000
    await stream.audio(2000, b"\x00" * 1000)
    await stream.close()
    assert (await media.wav(call_id)).getnframes() == 12000


async def test_a_gap_in_the_events_is_refused(media: Any) -> None:
    stream = await media.append()
    await stream.open(await media.running())
    await stream.event(2, key_pressed={"digit": "1"})
    with pytest.raises(FailedPrecondition) as refusal:
        await stream.answer()
    assert (refusal.value.reason, refusal.value.metadata["expected"]) == ("EVENT_GAP", "1")


async def test_a_gap_in_the_audio_is_refused(media: Any) -> None:
    stream = await media.append()
    await stream.open(await media.running())
    await stream.audio(0, SECOND)
    await stream.reached(samples=8000)
    await stream.audio(8001, SECOND)
    with pytest.raises(FailedPrecondition) as refusal:
        await stream.answer()
    assert (refusal.value.reason, refusal.value.metadata["expected"]) == ("AUDIO_GAP", "8000")


async def test_a_second_stream_takes_over(media: Any) -> None:
    call_id = await media.running()
    first, second = await media.append(), await media.append()
    await first.open(call_id)
    await first.event(1, key_pressed={"digit": "1"})
    await first.reached(1)
    assert (await second.open(call_id)).event_sequence == 1
    with pytest.raises(ServiceError) as refusal:
        await first.answer()
    assert refusal.value.code is grpc.StatusCode.ABORTED
    assert refusal.value.reason == "ARCHIVE_TAKEN_OVER"
    await second.event(2, key_pressed={"digit": "2"})
    await second.reached(2)


async def test_a_stream_in_another_replica_takes_over(start: Any) -> None:
    async with start() as here, start() as there:
        call_id = await here.running()
        first, second = await here.append(), await there.append()
        await first.open(call_id)
        await second.open(call_id)
        await first.event(1, key_pressed={"digit": "1"})
        with pytest.raises(ServiceError) as refusal:
            await first.answer()
        assert refusal.value.reason == "ARCHIVE_TAKEN_OVER"


async def test_a_closed_archive_answers_what_was_sent_again(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, key_pressed={"digit": "1"})
    await stream.audio(0, SECOND)
    await stream.close()
    again = await media.append()
    answer = await again.open(call_id)
    assert (answer.event_sequence, answer.audio_samples) == (1, 8000)
    await again.event(1, key_pressed={"digit": "1"})
    await again.close()


async def test_a_closed_archive_takes_nothing_new(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.close()
    again = await media.append()
    await again.open(call_id)
    await again.event(1, key_pressed={"digit": "1"})
    with pytest.raises(FailedPrecondition) as refusal:
        await again.answer()
    assert refusal.value.reason == "ARCHIVE_CLOSED"


async def test_a_stream_that_falls_silent_is_ended(media: Any) -> None:
    stream = await media.append()
    await stream.open(await media.running())
    await media.clock.advance(31)
    with pytest.raises(DeadlineExceeded) as refusal:
        await stream.answer()
    assert refusal.value.reason == "ARCHIVE_SILENT"


async def test_a_replica_that_stops_sends_its_streams_elsewhere(media: Any) -> None:
    stream = await media.append()
    await stream.open(await media.running())
    await media.app.drain()
    with pytest.raises(Unavailable):
        await stream.answer()


@pytest.mark.parametrize(
    "message",
    [
        {"heartbeat": archive_pb.Heartbeat()},
        {"open": archive_pb.OpenArchive(sample_rate_hz=100)},
        {},
    ],
)
async def test_a_stream_begins_with_open(media: Any, message: dict[str, Any]) -> None:
    stream = await media.append()
    await stream.send(**message)
    with pytest.raises(InvalidArgument):
        await stream.answer()


@pytest.mark.parametrize(
    "message",
    [
        {"open": archive_pb.OpenArchive(sample_rate_hz=8000)},
        {"audio": archive_pb.AudioBlock(caller=b"12", agent=b"1")},
        {"audio": archive_pb.AudioBlock(start_sample=-1)},
        {"audio": archive_pb.AudioBlock(caller=bytes(480_001), agent=bytes(480_001))},
        {"event": {"sequence": 0}},
        {"event": {"sequence": 1, "tool_called": {"result_json": "x" * 1024 * 1024}}},
        {},
    ],
)
async def test_a_wrong_message_is_refused(media: Any, message: dict[str, Any]) -> None:
    stream = await media.append()
    await stream.open(await media.running())
    await stream.send(**message)
    with pytest.raises(InvalidArgument):
        await stream.answer()


async def test_the_sample_rate_stays(media: Any) -> None:
    call_id = await media.running()
    await (await media.append()).open(call_id, 8000)
    with pytest.raises(FailedPrecondition) as refusal:
        await (await media.append()).open(call_id, 16_000)
    assert refusal.value.reason == "SAMPLE_RATE_CHANGED"


async def test_an_unknown_call_has_no_archive(media: Any) -> None:
    with pytest.raises(NotFound):
        await (await media.append()).open("call_unknown")


async def test_many_messages_at_once_are_all_kept(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for number in range(100):
        await stream.event(number + 1, key_pressed={"digit": str(number % 10)})
        await stream.audio(number * 80, SECOND[:80])
    await stream.reached(100, 8000)
    await stream.close()
    assert [each.sequence for each in await events_of(media, call_id)] == list(range(1, 101))
    assert (await media.wav(call_id)).getnframes() == 8000


async def test_events_come_in_pages(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for number in range(1, 8):
        await stream.event(number, key_pressed={"digit": "1"})
    await stream.reached(7)
    sizes, token = [], ""
    while True:
        request = call_service_pb2.ListCallEventsRequest(call_id=call_id, page_size=3, page_token=token)
        page = await media.calls.ListCallEvents(request, metadata=await media.mesh.authorize(OURS))
        sizes.append([each.sequence for each in page.events])
        token = page.next_page_token
        if not token:
            break
    assert sizes == [[1, 2, 3], [4, 5, 6], [7]]


async def test_closing_leaves_one_object_and_no_blocks(start: Any, tmp_path: Any) -> None:
    async with start() as media:
        call_id = await media.running()
        stream = await media.append()
        await stream.open(call_id)
        for second in range(3):
            await stream.audio(second * 8000, SECOND)
        await stream.close()
        files = [path.name for path in (tmp_path / "objects" / OURS).rglob("*") if path.is_file()]
        assert files == ["recording.wav"]
        assert (await media.get(call_id)).has_recording
        assert (await media.get(call_id)).state == call_pb2.CALL_STATE_IN_PROGRESS


async def events_of(media: Any, call_id: str) -> list[Any]:
    request = call_service_pb2.ListCallEventsRequest(call_id=call_id, page_size=Page(500).size)
    page = await media.calls.ListCallEvents(request, metadata=await media.mesh.authorize(OURS))
    return list(page.events)


async def test_an_event_that_was_kept_without_the_one_before_it_does_not_count(
    media: Any, event: Any
) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, key_pressed={"digit": "1"})
    await stream.reached(1)
    stream.vanish()
    await media.app.watch._events.append(OURS, call_id, (event(3, key_pressed={"digit": "3"}),))
    again = await media.append()
    assert (await again.open(call_id)).event_sequence == 1
    for number in (2, 3):
        await again.event(number, key_pressed={"digit": str(number)})
    await again.reached(3)
    kept = [each.sequence async for each in media.app.watch._events.all_after(OURS, call_id)]
    assert kept == [1, 2, 3]
