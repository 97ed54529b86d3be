"""Numbers are shown to who may see them; everybody else sees their last four digits."""

from typing import Any

import pytest

from voicera.media.v1 import call_service_pb2 as pb
from voicera.media.v1 import transcript_service_pb2 as transcript_pb
from voicera_kit.errors import PermissionDenied

OURS = "org_ours"
CALLER, LINE = "+919800000001", "+918045550099"
HIDDEN = ("•" * 9 + "0001", "•" * 9 + "0099")


def as_role(media: Any, role: str) -> Any:
    return media.mesh.forward(media.signer.member(OURS, role))


def as_key(media: Any, *scopes: str) -> Any:
    return media.mesh.forward(media.signer.api_key(OURS, *scopes))


async def seen(media: Any, call_id: str, metadata: Any) -> set[tuple[str, str]]:
    """What is shown of the numbers by everything that shows a call."""
    got = await media.calls.GetCall(pb.GetCallRequest(call_id=call_id), metadata=metadata)
    page = await media.calls.ListCalls(pb.ListCallsRequest(), metadata=metadata)
    watch = media.calls.WatchCall(pb.WatchCallRequest(call_id=call_id), metadata=metadata)
    first = await watch.read()
    watch.cancel()
    return {(getattr(call, "from"), call.to) for call in (got, page.calls[0], first.call)}


async def test_who_may_not_see_callers_sees_the_last_four_digits(media: Any) -> None:
    call_id = await media.running(**{"from": CALLER}, to=LINE)
    for metadata in (as_role(media, "viewer"), as_key(media, "calls.read")):
        assert await seen(media, call_id, metadata) == {HIDDEN}


async def test_who_may_see_callers_and_services_see_everything(media: Any) -> None:
    call_id = await media.running(**{"from": CALLER}, to=LINE)
    shown = [as_role(media, role) for role in ("operator", "admin", "owner")]
    shown += [as_key(media, "calls.read", "callers.read"), await media.mesh.authorize(OURS)]
    for metadata in shown:
        assert await seen(media, call_id, metadata) == {(CALLER, LINE)}


async def test_who_may_not_see_numbers_cannot_search_for_them(media: Any) -> None:
    request = pb.ListCallsRequest(number=CALLER)
    for metadata in (as_role(media, "viewer"), as_key(media, "calls.read")):
        with pytest.raises(PermissionDenied) as refusal:
            await media.calls.ListCalls(request, metadata=metadata)
        assert refusal.value.metadata == {"permission": "callers.read", "field": "number"}
    found = await media.calls.ListCalls(request, metadata=as_role(media, "operator"))
    assert not found.calls


async def shown_destinations(media: Any, call_id: str, metadata: Any) -> set[str]:
    """Where a transfer led, as everything that tells of it says."""
    request = pb.ListCallEventsRequest(call_id=call_id)
    listed = await media.calls.ListCallEvents(request, metadata=metadata)
    watch = media.calls.WatchCall(pb.WatchCallRequest(call_id=call_id), metadata=metadata)
    watched = [each.event async for each in watch if each.HasField("event")]
    events = [*listed.events, *watched]
    found = {each.transfer_started.to for each in events if each.HasField("transfer_started")}
    transcript = await media.transcripts.GetTranscript(
        transcript_pb.GetTranscriptRequest(call_id=call_id), metadata=metadata
    )
    return found | {line.text for line in transcript.lines}


async def test_where_a_caller_was_transferred_is_hidden_alike(media: Any) -> None:
    call_id = await media.ended({"transfer_started": {"to": CALLER, "user_id": "user_1"}})
    assert await shown_destinations(media, call_id, as_role(media, "viewer")) == {HIDDEN[0]}
    assert await shown_destinations(media, call_id, as_role(media, "operator")) == {CALLER}
