"""Calls we place, and calls we end."""

import asyncio

import pytest

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera_gateway.vobiz.callbacks import CallToken
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)

from .conftest import World, hangup, start_app, stream_url, tree, until
from .fakes.agents import AGENT, NUMBER
from .fakes.carrier import media_stream

CALLEE = "+919800000001"
PUBLIC = "https://agent.example.com"


def place_call(**changes) -> telephony.PlaceCallRequest:
    fields = {"agent_id": AGENT, "to": CALLEE, "from": NUMBER, "variables": {"name": "Asha"}}
    return telephony.PlaceCallRequest(**(fields | changes))


async def placed(world: World, **changes) -> calls.Call:
    return await world.telephony.PlaceCall(place_call(**changes), metadata=world.member())


async def test_call_is_dialled(running: World):
    call = await placed(running, ring_timeout_s=30)
    (dialled,) = running.carrier.dialled
    assert (dialled["from"], dialled["to"]) == ("918000000002", "919800000001")
    assert dialled["ring_timeout"] == dialled["hangup_on_ring"] == 30
    assert all(
        dialled[f"{event}_url"].startswith(f"{PUBLIC}/vobiz/{event}/")
        for event in ("answer", "ring", "hangup")
    )
    assert (call.state, call.direction) == (calls.CALL_STATE_QUEUED, calls.DIRECTION_OUTBOUND)
    assert call.carrier_call_id == running.carrier.request_uuid
    assert call.variables["name"] == "Asha"


async def carrier_says(world: World, event: str, fields: dict[str, str]):
    path = world.carrier.dialled[0][f"{event}_url"].removeprefix(PUBLIC)
    return await world.webhook(path, fields)


def outbound(world: World, **changes: str) -> dict[str, str]:
    uuid = world.carrier.request_uuid
    fields = {"Direction": "outbound", "From": "918000000002", "To": "919800000001", "RequestUUID": uuid}
    return start_app(uuid, **(fields | changes))


async def test_answered_call_is_connected(running: World):
    await placed(running)
    ringing = outbound(running, Event="Ring", CallStatus="ringing")
    assert (await carrier_says(running, "ring", ringing)).status_code == 200
    assert running.media.only.state == calls.CALL_STATE_RINGING
    response = await carrier_says(running, "answer", outbound(running, CallStatus="in-progress"))
    assert running.media.only.state == calls.CALL_STATE_IN_PROGRESS
    async with media_stream(running.local(stream_url(response)), running.carrier.request_uuid) as stream:
        await stream.start()
        start = (await running.voice.conversation()).start
        assert start.direction == calls.DIRECTION_OUTBOUND
        assert (getattr(start, "from"), start.to) == (NUMBER, CALLEE)
        assert dict(start.variables) == {"name": "Asha"}
        assert start.agent_revision == 3


async def test_answer_may_be_quicker_than_the_carriers_reply(running: World):
    running.carrier.delay_s = 0.2
    placing = asyncio.create_task(placed(running))
    await until(lambda: running.media.records)
    url = running.gateway.telephony._callbacks.call_url("answer", token_of(running))
    response = await running.webhook(url.removeprefix(PUBLIC), outbound(running))
    assert stream_url(response)
    call = await placing
    assert call.carrier_call_id == running.carrier.request_uuid


def token_of(world: World):
    call_id = world.media.only.id
    return CallToken(world.media.owners[call_id], call_id)


async def test_answer_without_a_token_finds_the_call_by_the_carriers_id(running: World):
    await placed(running)
    assert stream_url(await running.webhook("/vobiz/answer", outbound(running)))


async def test_forged_token_is_not_found(running: World):
    await placed(running)
    path = running.carrier.dialled[0]["answer_url"].removeprefix(PUBLIC)
    for forged in (
        path[:-1] + ("A" if path[-1] != "A" else "B"),
        "/vobiz/answer/org_1.call_1.x",
        "/vobiz/answer/x",
    ):
        assert (await running.webhook(forged, outbound(running))).status_code == 404


async def test_busy_line_ends_the_call(running: World):
    await placed(running)
    busy = {
        "CallStatus": "busy",
        "HangupCauseCode": "3010",
        "HangupCause": "USER_BUSY",
        "AnswerTime": "",
        "Duration": "0",
    }
    await carrier_says(running, "hangup", hangup(running.carrier.request_uuid, **busy))
    assert (running.media.only.state, running.media.only.end_reason) == (
        calls.CALL_STATE_BUSY,
        calls.END_REASON_BUSY,
    )
    late = await carrier_says(running, "answer", outbound(running))
    assert [child.tag for child in tree(late.content)] == ["Hangup"]


async def test_same_key_dials_once(running: World):
    first, second = await asyncio.gather(
        placed(running, idempotency_key="k1"), placed(running, idempotency_key="k1")
    )
    assert first.id == second.id
    assert len(running.carrier.dialled) == 1
    await placed(running, idempotency_key="k2")
    assert len(running.carrier.dialled) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"agent_id": ""}, "agent_id"),
        ({"to": "919800000001"}, "to"),
        ({"to": ""}, "to"),
        ({"to": "+91980000000<+919800000002"}, "to"),
        ({"to": NUMBER}, "to"),
        ({"from": "080"}, "from"),
        ({"from": "+918000000077"}, "from"),
        ({"idempotency_key": "x" * 201}, "idempotency_key"),
        ({"ring_timeout_s": 4}, "ring_timeout_s"),
        ({"ring_timeout_s": -1}, "ring_timeout_s"),
        ({"variables": {"name": "x" * 4001}}, "variables[name]"),
        ({"variables": {f"v{n}": "" for n in range(101)}}, "variables"),
    ],
)
async def test_wrong_field_is_named(running: World, changes, field):
    with pytest.raises(InvalidArgument) as caught:
        await placed(running, **changes)
    assert field in [violation.field for violation in caught.value.violations]
    assert running.carrier.requests == 0
    assert running.media.records == {}


async def test_all_wrong_fields_are_named_at_once(running: World):
    with pytest.raises(InvalidArgument) as caught:
        await running.telephony.PlaceCall(telephony.PlaceCallRequest(), metadata=running.member())
    assert {violation.field for violation in caught.value.violations} == {"agent_id", "to", "from"}


async def test_agent_must_be_published_and_ones_own(running: World):
    running.agents.agent_problem = "AGENT_NOT_PUBLISHED"
    with pytest.raises(FailedPrecondition) as caught:
        await placed(running)
    assert caught.value.reason == "AGENT_NOT_PUBLISHED"
    with pytest.raises(InvalidArgument):  # the number is not theirs
        await running.telephony.PlaceCall(place_call(), metadata=running.member("org_2"))
    assert running.media.records == {}


async def test_viewers_place_no_calls(running: World):
    with pytest.raises(ServiceError) as caught:
        await running.telephony.PlaceCall(place_call(), metadata=running.member(role="viewer"))
    assert caught.value.reason == "PERMISSION_DENIED"


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (400, FailedPrecondition, "CARRIER_REQUEST_REFUSED"),
        (401, FailedPrecondition, "CARRIER_UNAUTHORIZED"),
        (402, FailedPrecondition, "CARRIER_BALANCE_LOW"),
        (404, FailedPrecondition, "CARRIER_UNAUTHORIZED"),
        (500, Unavailable, "CARRIER_UNREACHABLE"),
    ],
)
async def test_carriers_refusal_is_typed_and_recorded(running: World, status, kind, reason):
    running.carrier.statuses = [status]
    with pytest.raises(kind) as caught:
        await placed(running)
    assert caught.value.reason == reason
    assert running.carrier.requests == 1
    call = running.media.only
    assert (call.state, call.end_reason) == (calls.CALL_STATE_FAILED, calls.END_REASON_CARRIER_ERROR)
    assert call.end_detail.startswith(reason)


async def test_limit_of_the_carrier_is_tried_again_a_little(running: World):
    running.carrier.statuses = [429, 429]
    assert (await placed(running)).carrier_call_id
    running.carrier.statuses = [429, 429, 429]
    with pytest.raises(ResourceExhausted) as caught:
        await placed(running)
    assert caught.value.reason == "CARRIER_LIMIT_REACHED"
    assert caught.value.retry_after.total_seconds() == 7


async def test_carrier_that_may_have_dialled_is_not_asked_again(world: World):
    running = await world.start(vobiz_timeout_s=0.1)
    running.carrier.delay_s = 0.3
    with pytest.raises(Unavailable):
        await placed(running)
    assert running.carrier.requests == 1
    assert running.media.only.state == calls.CALL_STATE_FAILED


async def test_call_without_a_carrier_account_is_refused(world: World):
    running = await world.start(vobiz_auth_id="")
    with pytest.raises(FailedPrecondition) as caught:
        await placed(running)
    assert caught.value.reason == "CARRIER_NOT_CONFIGURED"


async def hang_up(world: World, call_id: str, **options) -> None:
    request = telephony.HangUpCallRequest(call_id=call_id)
    await world.telephony.HangUpCall(request, metadata=world.member(**options))


async def test_operator_ends_a_running_call(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        await hang_up(running, running.media.only.id)
        assert running.carrier.hung_up == ["uuid-1"]
        await stream.socket.close()
        assert (await conversation.until("end")).end.reason == calls.END_REASON_OPERATOR_HUNG_UP
    await running.webhook("/vobiz/hangup", hangup("uuid-1", HangupSource="API Request"))
    call = running.media.only
    assert (call.state, call.end_reason) == (calls.CALL_STATE_COMPLETED, calls.END_REASON_OPERATOR_HUNG_UP)
    await hang_up(running, call.id)
    assert running.carrier.hung_up == ["uuid-1"]


async def test_operator_cancels_a_call_that_rings(running: World):
    call = await placed(running)
    await hang_up(running, call.id)
    assert running.carrier.hung_up == [running.carrier.request_uuid]
    assert running.media.only.end_reason == calls.END_REASON_OPERATOR_HUNG_UP


async def test_operator_ends_a_call_the_carrier_has_forgotten(running: World):
    call = await placed(running)
    running.carrier.gone = True
    await hang_up(running, call.id)
    assert running.media.only.state == calls.CALL_STATE_CANCELED


async def test_calls_of_others_cannot_be_ended(running: World):
    call = await placed(running)
    with pytest.raises(NotFound):
        await hang_up(running, call.id, organization_id="org_2")
    with pytest.raises(InvalidArgument):
        await hang_up(running, "")
    assert running.carrier.hung_up == []
