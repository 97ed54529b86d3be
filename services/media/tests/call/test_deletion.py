"""Calls are deleted with everything that belongs to them, and only once they are over."""

from typing import Any

import pytest

from voicera.media.v1 import call_service_pb2 as pb
from voicera.media.v1 import share_service_pb2 as shares_pb
from voicera_kit.documents import SYSTEM_ORGANIZATION
from voicera_kit.errors import FailedPrecondition, NotFound, PermissionDenied, Unavailable
from voicera_media.app import COLLECTIONS
from voicera_media.call.directory import CARRIER_CALLS
from voicera_media.call.document import CALLS
from voicera_media.event.store import EVENTS
from voicera_media.share.store import SHARE_LINKS, SHARES

OURS, THEIRS = "org_ours", "org_theirs"
SAID = {"caller_said": {"text": "yes please", "turn": 1}}


async def delete(media: Any, call_id: str, organization: str = OURS, role: str = "admin") -> None:
    request = pb.DeleteCallRequest(call_id=call_id)
    await media.calls.DeleteCall(request, metadata=media.owner(organization, role))


async def shared_call(media: Any) -> str:
    call_id = str(await media.ended(SAID, samples=8000, carrier_call_id="c1"))
    request = shares_pb.CreateShareRequest(call_id=call_id, with_recording=True)
    await media.shares.CreateShare(request, metadata=media.owner())
    return call_id


async def left(media: Any) -> list[Any]:
    """Everything any organization has."""
    documents = [
        document
        for collection in COLLECTIONS
        if collection.name not in {"sealing_keys", "audit_outbox"}
        async for block in media.app.documents.dump(collection)
        for document in block
    ]
    return documents + list((await media.app.objects.list(OURS, "")).items)


async def test_nothing_of_a_deleted_call_is_left(media: Any) -> None:
    call_id = await shared_call(media)
    names = {type(each).__name__ for each in await left(media)}
    assert names == {"Document", "ObjectInfo"}
    await delete(media, call_id)
    assert await left(media) == []
    with pytest.raises(NotFound):
        await media.get(call_id)
    with pytest.raises(NotFound):
        await delete(media, call_id)


async def test_other_calls_stay(media: Any) -> None:
    other = await media.ended(SAID, samples=800)
    await delete(media, await shared_call(media))
    assert await media.said(other) == ["yes please"]
    assert (await media.recording(other)).size_bytes > 0


async def test_a_call_that_runs_is_not_deleted(media: Any) -> None:
    running = await media.running()
    stream = await media.append()
    await stream.open(running)
    await stream.event(1, **SAID)
    await stream.reached(sequence=1)
    for _ in range(2):
        with pytest.raises(FailedPrecondition) as refusal:
            await delete(media, running)
        assert refusal.value.reason == "CALL_RUNS"
        # The carrier has hung up, and the voice node still sends.
        await media.end(running, "COMPLETED", "CALLER_HUNG_UP", authoritative=True)
    await stream.close()
    assert await media.said(running) == ["yes please"]
    await delete(media, running)


@pytest.mark.parametrize("collection", [SHARES, SHARE_LINKS, EVENTS, CALLS], ids=lambda each: each.name)
async def test_a_deletion_that_was_cut_short_is_finished_by_another(
    media: Any, collection: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_id = await shared_call(media)
    remove = media.app.documents.delete

    async def fail(organization_id: str, of: Any, *names: Any, **options: Any) -> None:
        if of is collection:
            raise Unavailable("the store is away")
        await remove(organization_id, of, *names, **options)

    with monkeypatch.context() as patch:
        patch.setattr(media.app.documents, "delete", fail)
        with pytest.raises(Unavailable):
            await delete(media, call_id)
    await delete(media, call_id)
    assert await left(media) == []


async def test_a_voice_node_that_comes_back_adds_nothing_to_a_call_that_is_being_deleted(
    media: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It never opened the archive before, so that the call was over without."""
    call_id = await media.running()
    await media.end(call_id, "FAILED", "VOICE_NODE_LOST", authoritative=True)

    async def fail(*_: Any, **__: Any) -> None:
        raise Unavailable("the store is away")

    with monkeypatch.context() as patch:
        patch.setattr(media.app.documents, "delete", fail)
        with pytest.raises(Unavailable):
            await delete(media, call_id)
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, **SAID)
    with pytest.raises(FailedPrecondition) as refusal:
        await stream.answer()
    assert refusal.value.reason == "ARCHIVE_CLOSED"
    await delete(media, call_id)
    assert await left(media) == []


async def test_only_who_may_delete_calls_deletes_ones_own(media: Any) -> None:
    call_id = await media.ended(SAID)
    for role in ("viewer", "operator"):
        with pytest.raises(PermissionDenied):
            await delete(media, call_id, role=role)
    with pytest.raises(NotFound):
        await delete(media, call_id, organization=THEIRS)
    await delete(media, call_id)


async def test_the_carriers_id_is_free_again(media: Any) -> None:
    call_id = await media.ended(carrier_call_id="c1")
    await delete(media, call_id)
    with pytest.raises(NotFound):
        await media.app.documents.get(SYSTEM_ORGANIZATION, CARRIER_CALLS, "c1")
    assert (await media.create(carrier_call_id="c1")).created
