"""Without a bus no call begins, and those that run can end."""

import pytest

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel, Tickets
from voicera_kit.bus import open_bus
from voicera_kit.errors import Unavailable
from voicera_kit.testing import free_port


async def test_tickets_are_refused_and_revoking_them_is_no_error():
    async with open_bus(f"redis://127.0.0.1:{free_port()}/0") as bus:
        tickets = Tickets(bus, ttl_s=30)
        with pytest.raises(Unavailable):
            await tickets.issue(Admission("org_1", Channel.BROWSER, "", voice.Start(call_id="call_1")))
        with pytest.raises(Unavailable):
            await tickets.redeem("ticket")
        await tickets.revoke("call_1")
