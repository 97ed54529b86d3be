"""Without a bus no call begins, and those that run can end."""

import pytest

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel, Tickets
from voicera_kit.bus import MemoryBus, open_bus
from voicera_kit.errors import Unavailable
from voicera_kit.testing import free_port

from .conftest import World, until


class LosableBus(MemoryBus):
    is_away = False

    async def put(self, *args, **options) -> bool:
        if self.is_away:
            raise Unavailable("the bus is away")
        return await super().put(*args, **options)


async def test_tickets_are_refused_and_revoking_them_is_no_error():
    async with open_bus(f"redis://127.0.0.1:{free_port()}/0") as bus:
        tickets = Tickets(bus, ttl_s=30)
        with pytest.raises(Unavailable):
            await tickets.issue(Admission("org_1", Channel.BROWSER, "", voice.Start(call_id="call_1")))
        with pytest.raises(Unavailable):
            await tickets.redeem("ticket")
        await tickets.revoke("call_1")


async def test_transfer_fails_and_the_caller_is_not_left_in_silence(world: World):
    world.bus = LosableBus()
    running = await world.start()
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        world.bus.is_away = True
        conversation.say(transfer=voice.Transfer(to="+919800000077"))
        await until(lambda: running.carrier.hung_up)
        await stream.socket.close()
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CARRIER_ERROR
    assert running.carrier.transfers == []
