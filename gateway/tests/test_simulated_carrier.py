"""Calls through the carrier simulator, which judges what the gateway does on the wire."""

from collections.abc import AsyncIterator

import pytest

from vobiz_sim import DropSocket, Faults, HangUp, Press, Route, Script, SimConfig, VobizSim, Wait, WaitHangup
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_kit.testing import free_port

from .conftest import World, until
from .fakes.agents import AGENT, NUMBER

CALLER = "919800000001"
LOUD = bytes([0x00, 0x80]) * 80
"""20 ms of mu-law that is heard well."""


@pytest.fixture
async def simulated(world: World) -> AsyncIterator[tuple[World, VobizSim]]:
    """A gateway that insists on signatures, and the simulator in place of the fake carrier."""
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    config = SimConfig(
        auth_id="MA_TEST0001",
        auth_token="test-auth-token",
        numbers={NUMBER: Route(f"{public_url}/vobiz/answer")},
    )
    async with VobizSim(config) as sim:
        await world.start(
            http_port=port, public_url=public_url, vobiz_base_url=sim.base_url, vobiz_signatures="enforce"
        )
        yield world, sim


async def test_incoming_call(simulated):
    world, sim = simulated
    script = Script([Wait(300), Press("12#", gap_ms=40), Wait(300), HangUp()])
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=script)
    conversation = await world.voice.conversation()
    for sequence in range(1, 6):
        conversation.speak(sequence, LOUD, first=sequence == 1)
    played = await conversation.until("played", 5)
    assert played.played.sequence == 5
    report = await call.finished()
    assert report.ok, report.errors
    assert [request.digit.digit for request in conversation.received if request.HasField("digit")] == [
        "1",
        "2",
        "#",
    ]
    assert len(conversation.audio) >= 160 * 20
    assert report.ignored_commands == []
    assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)


async def test_clear_is_kept_apart_from_new_audio(simulated):
    world, sim = simulated
    sim.faults = Faults(cleared_after_ms=100)
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=Script([Wait(900), HangUp()]))
    conversation = await world.voice.conversation()
    for sequence in range(1, 50):
        conversation.speak(sequence, LOUD, first=sequence == 1)
    await conversation.until("played", 3)
    conversation.say(clear=voice.Clear(id=1))
    for sequence in range(50, 55):
        conversation.speak(sequence, LOUD, first=sequence == 50)
    assert 3 <= (await conversation.until("cleared")).cleared.last_played_sequence < 49
    await until(lambda: conversation.received[-1].played.sequence == 54)
    report = await call.finished()
    assert report.ok, report.errors
    assert report.audio_during_clear == 0
    assert len(report.clear_to_cleared_ms) == 1


async def test_dropped_socket_comes_back(simulated):
    world, sim = simulated
    call = await sim.place_inbound(
        to=NUMBER, from_=CALLER, script=Script([Wait(200), DropSocket(), Wait(500), HangUp()])
    )
    conversation = await world.voice.conversation()
    await conversation.until("media_resumed")
    report = await call.finished()
    assert report.reconnects == 1
    assert len(world.voice.conversations) == 1


async def test_agent_ends_the_call(simulated):
    world, sim = simulated
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=Script([WaitHangup(5000)]))
    conversation = await world.voice.conversation()
    conversation.say(hang_up=voice.HangUp(reason=calls.END_REASON_AGENT_HUNG_UP))
    report = await call.finished()
    assert report.ok, report.errors
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)
    assert world.media.only.end_reason == calls.END_REASON_AGENT_HUNG_UP


async def test_transferred_call(simulated):
    world, sim = simulated
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=Script([WaitHangup(8000)]))
    conversation = await world.voice.conversation()
    conversation.say(transfer=voice.Transfer(to="+919800000077"))
    assert (await conversation.until("end")).end.reason == calls.END_REASON_TRANSFERRED
    report = await call.finished()
    transfer = [each for each in report.webhooks if "/vobiz/transfer/" in str(each)]
    assert len(transfer) == 1
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)
    assert world.media.only.end_reason == calls.END_REASON_TRANSFERRED


async def test_outgoing_call(simulated):
    world, sim = simulated
    sim.answer_with(Script([Wait(300), HangUp()]))
    request = telephony.PlaceCallRequest(agent_id=AGENT, to="+919800000001", **{"from": NUMBER})
    placed = await world.telephony.PlaceCall(request, metadata=world.member())
    assert placed.carrier_call_id
    conversation = await world.voice.conversation()
    assert conversation.start.direction == calls.DIRECTION_OUTBOUND
    assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)


async def test_repeated_webhooks_change_nothing(simulated):
    world, sim = simulated
    sim.faults = Faults(duplicate_webhooks=True, hangup_before_close=True)
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=Script([Wait(300), HangUp()]))
    report = await call.finished()
    assert report.ok, report.errors
    assert len(world.media.records) == len(world.voice.conversations) == 1


async def test_wrong_signatures_reach_nobody(simulated):
    world, sim = simulated
    sim.faults = Faults(signature="wrong")
    call = await sim.place_inbound(to=NUMBER, from_=CALLER, script=Script([Wait(300), HangUp()]))
    await call.finished()
    assert world.media.records == {}
