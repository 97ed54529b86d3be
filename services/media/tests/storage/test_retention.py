"""What was kept long enough is deleted; the record stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from voicera_kit.bus import open_bus
from voicera_kit.clock import VirtualClock
from voicera_kit.documents import Collection, Document, DocumentStore
from voicera_kit.errors import NotFound
from voicera_kit.paging import Listing
from voicera_media.app import build
from voicera_media.call.document import CALLS
from voicera_media.settings import MediaSettings
from voicera_media.storage.store import PolicyStore

DAY_S = 86_400.0
SECRET = "a sentence to be forgotten"
LEASE_S = 60.0


class SlowOnce:
    """A document store whose first search of calls takes longer than a lease."""

    def __init__(self, documents: DocumentStore, clock: VirtualClock) -> None:
        self._documents = documents
        self._clock = clock
        self._is_slow = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._documents, name)

    async def find(self, organization_id: str, collection: Collection, *query: Any) -> Listing[Document]:
        if collection is CALLS and self._is_slow:
            self._is_slow = False
            await self._clock.advance(LEASE_S + 1)
        return await self._documents.find(organization_id, collection, *query)


async def ended_call(media: Any) -> str:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, caller_said={"turn": 1, "text": SECRET, "end_ms": 10})
    await stream.audio(0, bytes(range(256)) * 10)
    await stream.reached(1, 2560)
    await stream.close()
    await media.end(call_id, "COMPLETED", authoritative=True)
    return str(call_id)


def objects_of(call_id: str, folder: Path) -> list[Path]:
    return list(folder.rglob(f"*{call_id}*"))


@pytest.mark.parametrize("encrypt", [False, True])
async def test_old_calls_lose_recording_and_transcript(media: Any, tmp_path: Path, *, encrypt: bool) -> None:
    await media.keep(retention_days=30, encrypt=encrypt)
    old = await ended_call(media)
    await media.clock.advance(29 * DAY_S)
    recent = await ended_call(media)
    await media.app.retention.look()
    assert (await media.get(old)).has_recording
    await media.clock.advance(DAY_S + 1)
    await media.app.retention.look()
    record = await media.get(old)
    assert not record.has_recording
    assert record.state
    with pytest.raises(NotFound) as caught:
        await media.recording(old)
    assert caught.value.reason == "RECORDING_NOT_FOUND"
    assert await media.said(old) == []
    assert await media.said(recent) == [SECRET]
    assert (await media.recording(recent)).complete
    assert objects_of(old, tmp_path) == []


async def test_what_a_change_does_not_name_stays(media: Any) -> None:
    await media.keep(retention_days=30, encrypt=True)
    assert (await media.keep(retention_days=0)).encrypt
    assert (await media.keep(retention_days=90)).retention_days == 90
    assert (await media.keep(encrypt=False)).retention_days == 90


async def test_without_a_limit_everything_is_kept(media: Any) -> None:
    call_id = await ended_call(media)
    await media.keep(retention_days=1)
    await media.keep(retention_days=0)
    await media.clock.advance(4_000 * DAY_S)
    await media.app.retention.look()
    assert await media.said(call_id) == [SECRET]


async def test_a_running_call_is_left_alone(media: Any) -> None:
    await media.keep(retention_days=1)
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, caller_said={"turn": 1, "text": SECRET, "end_ms": 10})
    await stream.reached(1)
    await media.clock.advance(3 * DAY_S)
    await media.app.retention.look()
    assert await media.said(call_id) == [SECRET]


async def test_every_call_is_found_however_many(media: Any) -> None:
    calls = [await ended_call(media) for _ in range(3)]
    await media.keep(retention_days=1)
    await media.clock.advance(DAY_S + 1)
    await media.app.retention.look()
    assert [(await media.get(each)).has_recording for each in calls] == [False] * 3


async def test_how_often_calls_are_searched_can_be_set(start: Any) -> None:
    async with start(retention_every_s=600) as media:
        await media.keep(retention_days=1)
        call_id = await ended_call(media)
        await media.clock.advance(DAY_S - 300)
        await media.app.retention.look()
        await media.clock.advance(590)
        await media.app.retention.look()
        assert (await media.get(call_id)).has_recording
        await media.clock.advance(10)
        await media.app.retention.look()
        assert not (await media.get(call_id)).has_recording


async def test_replicas_share_the_work(start: Any) -> None:
    async with start() as media, start() as replica:
        call_id = await ended_call(media)
        await media.keep(retention_days=1)
        await media.clock.advance(DAY_S + 1)
        await media.app.retention.look()
        await replica.app.retention.look()
        assert not (await replica.get(call_id)).has_recording


async def test_a_pass_whose_lease_was_lost_is_not_taken_for_done(media: Any, tmp_path: Path) -> None:
    call_id = await ended_call(media)
    await media.keep(retention_days=1)
    await media.clock.advance(DAY_S + 1)
    settings = MediaSettings(data_dir=tmp_path)
    async with open_bus("memory:", media.clock) as bus:
        slow: Any = SlowOnce(media.app.documents, media.clock)
        app = build(slow, media.app.objects, bus, media.clock, settings.sealer(), settings)
        await app.retention.look()
    assert not (await media.get(call_id)).has_recording


async def test_only_the_owner_postpones(media: Any) -> None:
    await media.keep(retention_days=1)
    policies, clock = PolicyStore(media.app.documents), media.clock
    lost = await policies.claim_due(clock.now(), "one", LEASE_S)
    await clock.advance(LEASE_S + 1)
    held = await policies.claim_due(clock.now(), "two", LEASE_S)
    await policies.postpone(lost, clock.now() + timedelta(days=1), "one")
    assert await policies.renew(held.organization_id, "two", LEASE_S)
    await clock.advance(LEASE_S + 1)
    assert await policies.claim_due(clock.now(), "three", LEASE_S) is not None


async def test_a_policy_that_was_changed_meanwhile_is_due_at_once(media: Any) -> None:
    await media.keep(retention_days=30)
    policies, clock = PolicyStore(media.app.documents), media.clock
    done = await policies.claim_due(clock.now(), "one", LEASE_S)
    await media.keep(retention_days=1)
    await policies.postpone(done, clock.now() + timedelta(days=1), "one")
    again = await policies.claim_due(clock.now(), "one", LEASE_S)
    assert again is not None
    assert again.policy.retention_days == 1
    await policies.postpone(again, clock.now() + timedelta(days=1), "one")
    assert await policies.claim_due(clock.now(), "one", LEASE_S) is None
