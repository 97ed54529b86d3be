"""A watcher sees what was and what comes, each thing once, until the call is over."""

import asyncio
from typing import Any

import grpc
import pytest

from voicera.media.v1 import call_pb2
from voicera_kit.errors import InvalidArgument, ResourceExhausted, Unavailable

PATIENCE_S = 10


class Watcher:
    """Reads a stream of changes and remembers them."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.calls: list[Any] = []
        self.sequences: list[int] = []

    async def read(self) -> bool:
        async with asyncio.timeout(PATIENCE_S):
            change = await self._stream.read()
        if change is grpc.aio.EOF:
            return False
        if change.WhichOneof("change") == "call":
            self.calls.append(change.call)
        else:
            self.sequences.append(change.event.sequence)
        return True

    async def read_until(self, sequence: int) -> None:
        while not self.sequences or self.sequences[-1] < sequence:
            assert await self.read()

    async def read_all(self) -> None:
        while await self.read():
            pass


async def talking(media: Any, events: int) -> tuple[str, Any]:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for number in range(1, events + 1):
        await stream.event(number, key_pressed={"digit": "1"})
    await stream.reached(events)
    return call_id, stream


async def test_the_record_comes_first_then_what_happened_then_what_happens(media: Any) -> None:
    call_id, stream = await talking(media, 3)
    watcher = Watcher(await media.watch(call_id))
    assert await watcher.read()
    assert watcher.calls[0].id == call_id
    await watcher.read_until(3)
    await stream.event(4, key_pressed={"digit": "1"})
    await watcher.read_until(4)
    assert watcher.sequences == [1, 2, 3, 4]


async def test_a_watcher_goes_on_from_the_last_it_saw(media: Any) -> None:
    call_id, stream = await talking(media, 5)
    watcher = Watcher(await media.watch(call_id, after_sequence=3))
    await watcher.read_until(5)
    await stream.event(6, key_pressed={"digit": "1"})
    await watcher.read_until(6)
    assert watcher.sequences == [4, 5, 6]


async def test_events_around_the_start_of_a_watch_come_once(media: Any) -> None:
    call_id, stream = await talking(media, 1)

    async def talk() -> None:
        for number in range(2, 200):
            await stream.event(number, key_pressed={"digit": "1"})

    talking_on = asyncio.create_task(talk())
    watchers = []
    for _ in range(5):
        watchers.append(Watcher(await media.watch(call_id)))
        await watchers[-1].read()
    await talking_on
    for watcher in watchers:
        await watcher.read_until(199)
        assert watcher.sequences == list(range(1, 200))


async def test_a_watch_ends_when_the_call_is_final_and_its_archive_closed(media: Any) -> None:
    call_id, stream = await talking(media, 1)
    watcher = Watcher(await media.watch(call_id))
    await watcher.read_until(1)
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    await stream.event(2, ended={"reason": "END_REASON_AGENT_HUNG_UP"})
    await stream.close()
    await watcher.read_all()
    assert watcher.sequences == [1, 2]
    assert watcher.calls[-1].state == call_pb2.CALL_STATE_COMPLETED
    assert watcher.calls[-1].end_reason == call_pb2.END_REASON_AGENT_HUNG_UP


async def test_a_call_that_is_over_is_told_whole(media: Any) -> None:
    call_id, stream = await talking(media, 2)
    await stream.close()
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    watcher = Watcher(await media.watch(call_id))
    await watcher.read_all()
    assert (len(watcher.calls), watcher.sequences) == (1, [1, 2])


async def test_a_call_without_conversation_ends_its_watch(media: Any) -> None:
    call_id = (await media.create()).call.id
    watcher = Watcher(await media.watch(call_id))
    await watcher.read()
    await media.end(call_id, "NO_ANSWER", "NO_ANSWER", authoritative=True)
    await watcher.read_all()
    assert watcher.calls[-1].state == call_pb2.CALL_STATE_NO_ANSWER


async def test_signs_of_life_are_not_changes(start: Any) -> None:
    async with start(archive_seen_every_s=1) as media:
        call_id, stream = await talking(media, 1)
        watcher = Watcher(await media.watch(call_id))
        await watcher.read_until(1)
        for _ in range(3):
            await media.clock.advance(2)
            await stream.audio(0, b"")
            await stream.send(heartbeat={})
        await stream.event(2, key_pressed={"digit": "1"})
        await watcher.read_until(2)
        assert len(watcher.calls) == 1


async def test_what_another_replica_heard_is_found_when_looking(start: Any) -> None:
    async with start() as here, start() as there:
        call_id, stream = await talking(here, 1)
        watcher = Watcher(await there.watch(call_id))
        await watcher.read_until(1)
        await stream.event(2, key_pressed={"digit": "1"})
        await stream.reached(2)
        await here.clock.advance(10)
        await watcher.read_until(2)
        assert watcher.sequences == [1, 2]


async def test_a_watcher_that_does_not_keep_up_is_told_so(start: Any) -> None:
    async with start(watch_capacity=2) as media:
        call_id, stream = await talking(media, 1)
        changes = media.app.watch.follow("org_ours", call_id, 0)
        await anext(changes)
        await anext(changes)
        for number in range(2, 6):
            await stream.event(number, key_pressed={"digit": "1"})
            await stream.reached(number)
        with pytest.raises(ResourceExhausted) as refusal:
            await anext(changes)
        assert refusal.value.reason == "SUBSCRIBER_TOO_SLOW"


async def test_a_replica_that_stops_sends_its_watchers_elsewhere(media: Any) -> None:
    call_id, _ = await talking(media, 1)
    watcher = Watcher(await media.watch(call_id))
    await watcher.read_until(1)
    await media.app.drain()
    with pytest.raises(Unavailable):
        await watcher.read_all()


async def test_a_watch_begins_at_an_event(media: Any) -> None:
    watcher = Watcher(await media.watch(await media.running(), after_sequence=-1))
    with pytest.raises(InvalidArgument):
        await watcher.read()


async def test_an_event_that_shows_before_the_one_before_it_waits(media: Any, event: Any) -> None:
    call_id = await media.running()
    watcher = Watcher(await media.watch(call_id))
    assert await watcher.read()
    view = media.app.watch
    for number in (2, 1):
        made = event(number, key_pressed={"digit": "1"})
        await view._events.append("org_ours", call_id, (made,))
        await view._feed.happened("org_ours", call_id, made)
    await watcher.read_until(2)
    assert watcher.sequences == [1, 2]


async def test_a_gap_that_stays_hides_nothing_of_a_call_that_is_over(media: Any, event: Any) -> None:
    call_id, stream = await talking(media, 1)
    await stream.close()
    await media.app.watch._events.append("org_ours", call_id, (event(3, key_pressed={"digit": "1"}),))
    await media.end(call_id, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    watcher = Watcher(await media.watch(call_id))
    await watcher.read_all()
    assert watcher.sequences == [1, 3]
