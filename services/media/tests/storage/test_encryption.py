"""Calls of an organization that wants it are kept encrypted, and read as if they were not."""

import asyncio
import random
from pathlib import Path
from typing import Any

import pytest

from voicera.media.v1 import call_service_pb2 as calls_pb
from voicera.media.v1 import storage_service_pb2 as storage_pb
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    RevisionConflict,
)
from voicera_kit.sealing import SealingKey
from voicera_kit.settings import SettingsError
from voicera_media.recording.wav import decoded, paired
from voicera_media.rotation import rotate_sealing
from voicera_media.settings import MediaSettings

OURS, THEIRS = "org_ours", "org_theirs"
SAMPLES = 60_000
CALLER = random.Random(3).randbytes(SAMPLES)
BLOCK = paired(CALLER[:32], bytes(32))
SECRET = "my number is nine eight zero zero"
DESTROYED = "ENCRYPTION_KEY_DESTROYED"


async def recorded(media: Any, *, close: bool = True) -> tuple[str, Any]:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, caller_said={"turn": 1, "text": SECRET, "end_ms": 10})
    for start in range(0, SAMPLES, 8_000):
        await stream.audio(start, CALLER[start : start + 8_000])
    await stream.reached(1, SAMPLES)
    if close:
        await stream.close()
        await media.end(call_id, "COMPLETED", authoritative=True)
    return call_id, stream


def kept_in(folder: Path) -> bytes:
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


async def whole(media: Any, call_id: str) -> bytes:
    return b"".join(await media.read(call_id))


async def test_an_encrypted_call_reads_like_any_other(media: Any, tmp_path: Path) -> None:
    in_clear, _ = await recorded(media)
    assert decoded(BLOCK) in kept_in(tmp_path)
    assert SECRET.encode() in kept_in(tmp_path)
    expected = await whole(media, in_clear)
    policy = await media.keep(encrypt=True)
    assert policy.key_id
    encrypted, _ = await recorded(media)
    assert await whole(media, encrypted) == expected
    assert await media.said(encrypted) == [SECRET]
    for offset, length in ((0, 10), (40, 8), (65_530, 20), (100_000, 100_000), (240_000, 44)):
        assert (
            b"".join(await media.read(encrypted, offset=offset, length=length))
            == (expected[offset : offset + length])
        )


async def test_nothing_that_was_said_is_stored_in_the_clear(media: Any, tmp_path: Path) -> None:
    await media.keep(encrypt=True)
    for close in (False, True):
        await recorded(media, close=close)
        kept = kept_in(tmp_path)
        assert SECRET.encode() not in kept
        assert not any(each in kept for each in (BLOCK, decoded(BLOCK), b"RIFF"))


async def test_a_growing_recording_can_be_read(media: Any) -> None:
    await media.keep(encrypt=True)
    call_id, stream = await recorded(media, close=False)
    assert not (await media.recording(call_id)).complete
    growing = await whole(media, call_id)
    await stream.close()
    assert (await media.recording(call_id)).complete
    assert await whole(media, call_id) == growing
    assert len(growing) == 44 + 4 * SAMPLES


async def test_a_voice_node_goes_on_after_a_restart(start: Any) -> None:
    async with start() as media:
        await media.keep(encrypt=True)
        call_id, _ = await recorded(media, close=False)
    async with start() as media:
        stream = await media.append()
        opened = await stream.open(call_id)
        assert (opened.event_sequence, opened.audio_samples) == (1, SAMPLES)
        await stream.close()
        assert len(await whole(media, call_id)) == 44 + 4 * SAMPLES


async def test_calls_that_began_before_stay_as_they_were(media: Any) -> None:
    call_id, stream = await recorded(media, close=False)
    key_id = (await media.keep(encrypt=True)).key_id
    await stream.close()
    await media.destroy_key(key_id)
    assert await media.said(call_id) == [SECRET]
    assert await whole(media, call_id)


async def test_a_destroyed_key_takes_recordings_and_transcripts_with_it(media: Any) -> None:
    key_id = (await media.keep(encrypt=True)).key_id
    call_id, _ = await recorded(media)
    policy = await media.destroy_key(key_id)
    assert policy.key_id not in {"", key_id}
    assert policy.key_destroyed_at.ToDatetime() == media.clock.now().replace(tzinfo=None)
    events = calls_pb.ListCallEventsRequest(call_id=call_id)
    for reading in (
        media.recording(call_id),
        media.read(call_id),
        media.said(call_id),
        media.calls.ListCallEvents(events, metadata=media.owner()),
    ):
        with pytest.raises(FailedPrecondition) as caught:
            await reading
        assert (caught.value.reason, caught.value.metadata) == (DESTROYED, {"key_id": key_id})
    listed = await media.calls.ListCalls(calls_pb.ListCallsRequest(), metadata=media.owner())
    assert [(call.id, call.has_recording) for call in listed.calls] == [(call_id, False)]
    another, _ = await recorded(media)
    assert await media.said(another) == [SECRET]


async def test_every_replica_forgets_a_destroyed_key_within_a_minute(start: Any) -> None:
    async with start() as media, start() as replica:
        key_id = (await media.keep(encrypt=True)).key_id
        call_id, _ = await recorded(media)
        assert await replica.said(call_id) == [SECRET]
        await media.destroy_key(key_id)
        await media.clock.advance(20)
        with pytest.raises(FailedPrecondition, match="destroyed"):
            await replica.said(call_id)


async def test_how_long_a_key_is_remembered_can_be_set(start: Any) -> None:
    async with start(encryption_key_memory_s=3) as media:
        await media.keep(encrypt=True)
        await recorded(media)
        sweeping = asyncio.create_task(media.app.keyring.run())
        await media.clock.advance(2)
        assert len(media.app.keyring) == 1
        await media.clock.advance(4)
        sweeping.cancel()
        assert len(media.app.keyring) == 0


async def test_a_key_nobody_asks_for_leaves_memory(media: Any) -> None:
    await media.keep(encrypt=True)
    await recorded(media)
    assert len(media.app.keyring) == 1
    sweeping = asyncio.create_task(media.app.keyring.run())
    await media.clock.advance(40)
    sweeping.cancel()
    assert len(media.app.keyring) == 0


async def test_destroying_twice_changes_nothing_more(media: Any) -> None:
    key_id = (await media.keep(encrypt=True)).key_id
    assert await media.destroy_key(key_id) == await media.destroy_key(key_id)


async def test_no_key_is_destroyed_that_was_not_meant(media: Any) -> None:
    theirs = (await media.keep(THEIRS, encrypt=True)).key_id
    await media.keep(encrypt=True)
    call_id, _ = await recorded(media)
    for key_id, refusal in (("ekey_unknown", NotFound), (theirs, NotFound), ("", InvalidArgument)):
        with pytest.raises(refusal):
            await media.destroy_key(key_id)
    assert await media.said(call_id) == [SECRET]


async def test_a_call_that_runs_when_its_key_is_destroyed_is_ended_properly(media: Any) -> None:
    key_id = (await media.keep(encrypt=True)).key_id
    call_id, stream = await recorded(media, close=False)
    await media.destroy_key(key_id)
    await media.clock.advance(1)
    await stream.audio(SAMPLES, bytes(800))
    with pytest.raises(FailedPrecondition) as caught:
        await stream.reached(samples=SAMPLES + 800)
    assert caught.value.reason == DESTROYED
    again = await media.append()
    with pytest.raises(FailedPrecondition) as caught:
        await again.open(call_id)
    assert caught.value.reason == "ARCHIVE_CLOSED"
    await media.end(call_id, "COMPLETED", authoritative=True)
    await media.app.reconciler.look()
    await media.clock.advance(31)
    await media.app.reconciler.look()
    assert not (await media.get(call_id)).has_recording


async def test_policies_change_only_as_last_read(media: Any) -> None:
    assert (await media.keep(retention_days=30)).revision == 1
    assert (await media.keep(encrypt=True)).retention_days == 30
    with pytest.raises(RevisionConflict):
        await media.keep(encrypt=False, revision=1)
    for days in (-1, 3_651):
        with pytest.raises(InvalidArgument):
            await media.keep(retention_days=days)


async def test_only_owners_destroy_keys(media: Any) -> None:
    key_id = (await media.keep(encrypt=True)).key_id
    request = storage_pb.DestroyEncryptionKeyRequest(key_id=key_id)
    with pytest.raises(PermissionDenied):
        await media.storage.DestroyEncryptionKey(request, metadata=media.owner(role="admin"))


async def test_sealing_keys_are_replaced_while_calls_are_read(start: Any, tmp_path: Path) -> None:
    old, new = (SealingKey(name, name.encode() * 8).line() for name in ("old1", "new1"))
    async with start(sealing_keys=f"{old},{new}") as media:
        await media.keep(encrypt=True)
        call_id, _ = await recorded(media)
        await rotate_sealing(MediaSettings(data_dir=tmp_path, sealing_keys=f"{new},{old}"))
        await media.clock.advance(60)
        assert await media.said(call_id) == [SECRET]
    async with start(sealing_keys=new) as media:
        assert await media.said(call_id) == [SECRET]
    with pytest.raises(SettingsError, match="the key new1 is missing"):
        async with start(sealing_keys=old):
            pass
