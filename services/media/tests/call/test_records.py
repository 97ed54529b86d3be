"""Records of calls: made once, moved on, found and listed."""

import asyncio
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from voicera.media.v1 import call_pb2, call_service_pb2
from voicera_kit.errors import AlreadyExists, FailedPrecondition, InvalidArgument, NotFound, PermissionDenied

OURS, THEIRS = "org_ours", "org_theirs"


async def test_a_call_keeps_what_it_was_created_with(media: Any) -> None:
    created = await media.create(**{"from": "+919800000001"}, to="+918000000002", variables={"name": "Asha"})
    call = await media.get(created.call.id)
    assert created.created
    assert (getattr(call, "from"), call.to, dict(call.variables)) == (
        "+919800000001",
        "+918000000002",
        {"name": "Asha"},
    )
    assert call.state == call_pb2.CALL_STATE_QUEUED
    assert not call.HasField("answered_at")


@pytest.mark.parametrize(
    "names", [{"key": "k1"}, {"carrier_call_id": "c1"}, {"key": "k1", "carrier_call_id": "c1"}]
)
async def test_concurrent_creates_of_one_call_make_one_record(media: Any, names: dict[str, str]) -> None:
    responses = await asyncio.gather(*(media.create(**names) for _ in range(20)))
    assert len({response.call.id for response in responses}) == 1
    assert [response.created for response in responses].count(True) == 1
    assert len(await listed(media)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"to": "+918000000009"},
        {"from": "+918000000009"},
        {"agent_id": "agent_2"},
        {"direction": "DIRECTION_BROWSER"},
        {"variables": {"name": "Ravi"}},
    ],
)
async def test_an_idempotency_key_of_another_call_is_refused(media: Any, other: dict[str, Any]) -> None:
    asked = {"from": "+918000000001", "to": "+919800000001", "variables": {"name": "Asha", "age": "30"}}
    await media.create(key="k1", **asked)
    with pytest.raises(FailedPrecondition) as refusal:
        await media.create(key="k1", **asked | other)
    assert refusal.value.reason == "IDEMPOTENCY_KEY_REUSED"


async def test_a_request_is_repeated_after_the_agent_and_the_call_moved_on(media: Any) -> None:
    asked = {"to": "+919800000001", "variables": {"name": "Asha"}}
    first = await media.create(key="k1", agent_revision=1, **asked)
    await media.advance(first.call.id, state="CALL_STATE_IN_PROGRESS", carrier_call_id="c1")
    again = await media.create(key="k1", agent_revision=2, **asked)
    assert (again.call.id, again.created) == (first.call.id, False)


async def test_an_idempotency_key_belongs_to_its_organization(media: Any) -> None:
    ours, theirs = await media.create(key="k1"), await media.create(organization=THEIRS, key="k1")
    assert ours.created
    assert theirs.created


async def test_a_carriers_id_cannot_be_used_by_another_organization(media: Any) -> None:
    await media.create(carrier_call_id="c1")
    with pytest.raises(AlreadyExists):
        await media.create(organization=THEIRS, carrier_call_id="c1")


async def test_a_call_is_found_by_its_carriers_id_from_anywhere(media: Any) -> None:
    inbound = await media.create(carrier_call_id="c1")
    outbound = await media.create(key="k1")
    await media.advance(outbound.call.id, carrier_call_id="c2")
    for carrier_call_id, call_id in (("c1", inbound.call.id), ("c2", outbound.call.id)):
        request = call_service_pb2.FindCallRequest(carrier_call_id=carrier_call_id)
        found = await media.calls.FindCall(request, metadata=await media.mesh.authorize(""))
        assert (found.organization_id, found.call.id) == (OURS, call_id)


@pytest.mark.parametrize("carrier_call_id", ["", "unknown"])
async def test_an_unknown_carriers_id_is_not_found(media: Any, carrier_call_id: str) -> None:
    request = call_service_pb2.FindCallRequest(carrier_call_id=carrier_call_id)
    with pytest.raises(NotFound):
        await media.calls.FindCall(request, metadata=await media.mesh.authorize(""))


async def test_a_call_moves_forward_only(media: Any) -> None:
    call_id = (await media.create()).call.id
    await media.advance(call_id, state="CALL_STATE_RINGING")
    await media.clock.advance(3)
    answered = await media.advance(call_id, state="CALL_STATE_IN_PROGRESS")
    await media.clock.advance(2)
    late = await media.advance(call_id, state="CALL_STATE_RINGING")
    assert late.state == call_pb2.CALL_STATE_IN_PROGRESS
    assert late.answered_at == answered.answered_at
    assert late.duration_ms == 2000


async def test_a_carriers_id_is_given_once(media: Any) -> None:
    call_id = (await media.create()).call.id
    await media.advance(call_id, carrier_call_id="c1")
    again = await media.advance(call_id, carrier_call_id="c1")
    assert again.carrier_call_id == "c1"
    with pytest.raises(FailedPrecondition) as refusal:
        await media.advance(call_id, carrier_call_id="c2")
    assert refusal.value.reason == "CARRIER_CALL_ID_SET"


async def test_a_carriers_id_of_another_call_is_refused(media: Any) -> None:
    await media.create(carrier_call_id="c1")
    call_id = (await media.create()).call.id
    with pytest.raises(AlreadyExists):
        await media.advance(call_id, carrier_call_id="c1")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"direction": "DIRECTION_UNSPECIFIED"}, "call.direction"),
        ({"direction": 99}, "call.direction"),
        ({"state": "CALL_STATE_COMPLETED"}, "call.state"),
        ({"state": 99}, "call.state"),
        ({"carrier_call_id": "c" * 201}, "call.carrier_call_id"),
        ({"key": "k" * 201}, "idempotency_key"),
    ],
)
async def test_a_wrong_field_is_named(media: Any, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidArgument) as refusal:
        await media.create(**fields)
    assert [violation.field for violation in refusal.value.violations] == [field]


async def test_a_final_state_is_not_advanced_to(media: Any) -> None:
    call_id = (await media.create()).call.id
    with pytest.raises(InvalidArgument):
        await media.advance(call_id, state="CALL_STATE_COMPLETED")


async def test_the_filters_of_a_list_apply(media: Any) -> None:
    old = await media.create(agent_id="a1", direction="DIRECTION_OUTBOUND")
    await media.clock.advance(60)
    boundary = media.clock.now()
    new = await media.create(agent_id="a2", state="CALL_STATE_IN_PROGRESS")
    both = [new.call.id, old.call.id]
    stamp = Timestamp()
    stamp.FromDatetime(boundary)
    assert await listed(media) == both
    assert await listed(media, agent_id="a1") == both[1:]
    assert await listed(media, state="CALL_STATE_IN_PROGRESS") == both[:1]
    assert await listed(media, direction="DIRECTION_OUTBOUND") == both[1:]
    assert await listed(media, created_after=stamp) == both[:1]
    assert await listed(media, created_before=stamp) == both[1:]
    assert await listed(media, agent_id="a1", state="CALL_STATE_IN_PROGRESS") == []


async def test_pages_cover_every_call_once_newest_first(media: Any) -> None:
    ids = []
    for _ in range(7):
        ids.append((await media.create()).call.id)
        await media.clock.advance(1)
    seen: list[str] = []
    token = ""
    while True:
        request = call_service_pb2.ListCallsRequest(page_size=3, page_token=token)
        page = await media.calls.ListCalls(request, metadata=await media.mesh.authorize(OURS))
        seen += [call.id for call in page.calls]
        token = page.next_page_token
        if not token:
            break
    assert seen == ids[::-1]


async def test_members_read_but_do_not_write(media: Any) -> None:
    call_id = (await media.create()).call.id
    viewer = media.mesh.forward(media.signer.member(OURS, "viewer"))
    request = call_service_pb2.GetCallRequest(call_id=call_id)
    assert (await media.calls.GetCall(request, metadata=viewer)).id == call_id
    ending = call_service_pb2.EndCallRequest(call_id=call_id, state="CALL_STATE_FAILED")
    with pytest.raises(PermissionDenied):
        await media.calls.EndCall(ending, metadata=viewer)


async def listed(media: Any, **wanted: Any) -> list[str]:
    request = call_service_pb2.ListCallsRequest(**wanted)
    page = await media.calls.ListCalls(request, metadata=await media.mesh.authorize(OURS))
    return [call.id for call in page.calls]
