"""An organization does not see, end or record the calls of another."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from voicera.media.v1 import call_service_pb2 as calls_pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera_kit.errors import NotFound

THEIRS = "org_theirs"


async def _get(media: Any, call_id: str, who: Any) -> None:
    await media.calls.GetCall(calls_pb.GetCallRequest(call_id=call_id), metadata=who)


async def _advance(media: Any, call_id: str, who: Any) -> None:
    request = calls_pb.AdvanceCallRequest(
        call_id=call_id, state="CALL_STATE_IN_PROGRESS", carrier_call_id="c9"
    )
    await media.calls.AdvanceCall(request, metadata=who)


async def _end(media: Any, call_id: str, who: Any) -> None:
    request = calls_pb.EndCallRequest(call_id=call_id, state="CALL_STATE_FAILED", authoritative=True)
    await media.calls.EndCall(request, metadata=who)


async def _events(media: Any, call_id: str, who: Any) -> None:
    await media.calls.ListCallEvents(calls_pb.ListCallEventsRequest(call_id=call_id), metadata=who)


async def _watch(media: Any, call_id: str, _: Any) -> None:
    await (await media.watch(call_id, organization=THEIRS)).read()


async def _transcript(media: Any, call_id: str, who: Any) -> None:
    await media.transcripts.GetTranscript(transcript_pb.GetTranscriptRequest(call_id=call_id), metadata=who)


async def _recording(media: Any, call_id: str, _: Any) -> None:
    await media.recording(call_id, THEIRS)


async def _read(media: Any, call_id: str, _: Any) -> None:
    await media.read(call_id, THEIRS)


async def _append(media: Any, call_id: str, _: Any) -> None:
    await (await media.append(THEIRS)).open(call_id)


ATTEMPTS = (_get, _advance, _end, _events, _watch, _transcript, _recording, _read, _append)


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_the_call_of_another_organization_is_not_found(
    media: Any, attempt: Callable[..., Awaitable[None]]
) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.event(1, caller_said={"text": "hello"})
    await stream.audio(0, bytes(8000))
    await stream.reached(1, 8000)
    before = await media.get(call_id)
    with pytest.raises(NotFound):
        await attempt(media, call_id, await media.mesh.authorize(THEIRS))
    assert await media.get(call_id) == before


async def test_a_list_has_only_ones_own_calls(media: Any) -> None:
    await media.running()
    listing = await media.calls.ListCalls(
        calls_pb.ListCallsRequest(), metadata=await media.mesh.authorize(THEIRS)
    )
    assert not listing.calls
