"""Two gateways: what concerns a call may arrive at the one that does not hold it."""

import asyncio

import pytest

from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.telephony.v1.telephony_service_pb2_grpc import TelephonyServiceStub
from voicera_gateway.calls.exchange import TOPIC
from voicera_gateway.supervision import AGAIN_S
from voicera_kit.bus import MemoryBus

from .conftest import Replica, World, hangup, start_app, tree, until
from .fakes.carrier import media_stream
from .test_browser import begin, browser, receive


@pytest.fixture
async def other(running: World) -> Replica:
    return await running.replica()


def hang_up(running: World, other: Replica, call_id: str):
    request = telephony.HangUpCallRequest(call_id=call_id)
    return other.mesh.stub(TelephonyServiceStub).HangUpCall(
        request, metadata=other.mesh.forward(running.signer.member("org_1", "operator"))
    )


async def test_the_end_of_a_call_ends_its_conversation_at_the_other_gateway(running: World, other: Replica):
    async with running.call():
        conversation = await running.voice.conversation()
        answer = await other.client.post("/vobiz/hangup", data=hangup("uuid-1", HangupSource="Caller"))
        assert answer.status_code == 200
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP
    await until(lambda: len(running.gateway.sessions) == 0)
    assert [each.authoritative for each in running.media.ends] == [True]


async def test_why_the_call_ended_is_known_where_it_was_held(running: World, other: Replica):
    async with running.call():
        conversation = await running.voice.conversation()
        session = running.gateway.sessions.find(running.media.only.id)
        await session.hang_up(calls.END_REASON_OPERATOR_HUNG_UP)
        await other.client.post("/vobiz/hangup", data=hangup("uuid-1", HangupSource="API Request"))
        assert (await conversation.until("end")).end.reason == calls.END_REASON_OPERATOR_HUNG_UP
        await until(lambda: len(running.media.ends) == 2)
    words = {each.reason for each in running.media.ends if each.authoritative}
    assert calls.END_REASON_OPERATOR_HUNG_UP in words


async def test_an_operator_ends_a_browser_call_through_any_gateway(running: World, other: Replica):
    started = await begin(running)
    async with browser(running, started.websocket_path) as socket:
        conversation = await running.voice.conversation()
        await until(lambda: running.media.only.state == calls.CALL_STATE_IN_PROGRESS)
        await hang_up(running, other, started.call.id)
        assert (await receive(socket))["reason"] == "END_REASON_OPERATOR_HUNG_UP"
        assert (await conversation.until("end")).end.reason == calls.END_REASON_OPERATOR_HUNG_UP


async def test_a_call_nobody_holds_is_ended_in_the_record_after_a_short_wait(running: World, other: Replica):
    started = await begin(running)
    running.media.only.state = calls.CALL_STATE_IN_PROGRESS
    async with asyncio.timeout(3):
        await hang_up(running, other, started.call.id)
    assert running.media.only.state == calls.CALL_STATE_COMPLETED


async def test_a_ticket_of_one_gateway_opens_the_call_at_the_other(running: World, other: Replica):
    url = (await running.ring_in()).replace(str(running.port), str(other.port))
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        await running.voice.conversation()
        assert len(other.gateway.sessions) == 1


async def test_the_end_that_comes_before_the_call_is_known_to_all(running: World, other: Replica):
    await other.client.post("/vobiz/hangup", data=hangup("uuid-9"))
    await until(lambda: running.gateway.peers.ended_early("uuid-9"))
    document = tree((await running.webhook("/vobiz/answer", start_app("uuid-9"))).content)
    assert document.find("Hangup") is not None
    assert running.media.records == {}


class FaultyBus(MemoryBus):
    """Fails by a defect when somebody subscribes, as often as `defects` says."""

    defects = 2

    def subscribe(self, topic, *, capacity=256):
        if topic == TOPIC and self.defects:
            self.defects -= 1
            raise RuntimeError("a defect")
        return super().subscribe(topic, capacity=capacity)


async def test_gateways_hear_each_other_again_after_a_defect(world: World):
    world.bus = FaultyBus()
    running = await world.start()
    other = await running.replica()
    started = await begin(running)
    async with browser(running, started.websocket_path) as socket:
        await running.voice.conversation()
        await asyncio.sleep(AGAIN_S * 1.2)
        await hang_up(running, other, started.call.id)
        assert (await receive(socket))["reason"] == "END_REASON_OPERATOR_HUNG_UP"
