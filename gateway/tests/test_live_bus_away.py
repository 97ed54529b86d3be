"""What people who step in are told while the gateways do not reach each other."""

import pytest

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.calls.exchange import TOPIC
from voicera_kit.bus import MemoryBus
from voicera_kit.errors import NotFound, Unavailable

from .conftest import World, until
from .test_live_audio import Person, closed, live_call


class LossyBus(MemoryBus):
    """Loses what gateways ask each other, or what they answer."""

    is_away = False
    loses_answers = False

    async def publish(self, topic, message) -> None:
        if self.is_away and topic == TOPIC:
            raise Unavailable("the bus is away")
        await super().publish(topic, message)

    async def take(self, key):
        if self.loses_answers and key.startswith("gateway.answer."):
            return None
        return await super().take(key)


@pytest.fixture
async def far(world: World) -> Person:
    """Somebody at another gateway than the one that holds the call."""
    world.bus = LossyBus()
    running = await world.start()
    other = await running.replica()
    person = Person(running, other.mesh, other.port)
    person.board = other.gateway.live.board
    return person


@pytest.mark.parametrize("fault", ["is_away", "loses_answers"])
async def test_a_call_that_goes_on_is_not_said_to_be_over(world: World, far: Person, fault: str):
    async with live_call(world, far) as (call_id, _):
        setattr(world.bus, fault, True)
        with pytest.raises(Unavailable):
            await far.ask("ListenToCall", live.ListenToCallRequest(call_id=call_id))
        world.gateway.sessions.find(call_id).hung_up()
    await until(lambda: far.board.find("org_1", call_id) is None)
    with pytest.raises(NotFound) as refusal:
        await far.ask("ListenToCall", live.ListenToCallRequest(call_id=call_id))
    assert refusal.value.reason == "CALL_NOT_LIVE"


async def test_a_listener_whose_call_is_not_reached_is_told_so(world: World, far: Person):
    async with live_call(world, far) as (call_id, _):
        ticket = await far.ask("ListenToCall", live.ListenToCallRequest(call_id=call_id))
        world.bus.loses_answers = True
        async with far.connected(ticket.websocket_path) as socket:
            assert await closed(socket) == (1011, "UNAVAILABLE")


async def test_a_caller_is_not_left_in_silence_by_an_answer_that_is_late(world: World, far: Person):
    async with live_call(world, far) as (call_id, conversation):
        world.bus.loses_answers = True
        with pytest.raises(Unavailable):
            await far.take_over(call_id)
        assert (await conversation.until("operator", 2)).operator.user_id == ""


async def test_an_operator_who_talks_already_keeps_the_call_if_an_answer_is_late(world: World, far: Person):
    async with live_call(world, far) as (call_id, conversation):
        path = await far.take_over(call_id)
        async with far.connected(path) as socket:
            await socket.recv()
            world.bus.loses_answers = True
            with pytest.raises(Unavailable):
                await far.take_over(call_id)
            await socket.send(b"\0\0" * 160)
            await conversation.until("operator_audio")
            assert conversation.kinds().count("operator") == 1
