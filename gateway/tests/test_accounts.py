"""An organization's calls go through its own account of the carrier, if it has one."""

from collections.abc import AsyncIterator

import pytest

from vobiz_sim import HangUp, Route, Script, SimConfig, VobizSim, Wait
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera_gateway.credentials import CarrierCredentials
from voicera_gateway.vobiz.accounts import Account, Accounts
from voicera_gateway.vobiz.client import VobizClient
from voicera_gateway.vobiz.signature import sign_v3
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import FailedPrecondition, Unavailable
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.testing import free_port

from .conftest import World, hangup, start_app, stream_url, until
from .fakes.agents import AGENT, NUMBER, ORGANIZATION, SEALING_KEY

OWN = {"auth_id": "MA_OWN00001", "auth_token": "token-of-the-organization"}
CALLER = "+919800000001"
ANSWER = "https://agent.example.com/vobiz/answer"
HANGUP = "https://agent.example.com/vobiz/hangup"


def signed(key: str, url: str = ANSWER, nonce: str = "1") -> dict[str, str]:
    return {"X-Vobiz-Signature-V3": sign_v3(key, url, nonce), "X-Vobiz-Signature-V3-Nonce": nonce}


def place_call() -> telephony.PlaceCallRequest:
    request = telephony.PlaceCallRequest(agent_id=AGENT, to=CALLER)
    setattr(request, "from", NUMBER)
    return request


@pytest.fixture
async def simulated(world: World) -> AsyncIterator[tuple[World, VobizSim]]:
    """The carrier knows the organization's account only, not the one in the gateway's settings."""
    port = free_port()
    public_url = f"http://127.0.0.1:{port}"
    numbers = {NUMBER: Route(f"{public_url}/vobiz/answer")}
    world.credentials.accounts[ORGANIZATION] = OWN
    async with VobizSim(SimConfig(**OWN, numbers=numbers)) as sim:
        await world.start(
            http_port=port, public_url=public_url, vobiz_base_url=sim.base_url, vobiz_signatures="enforce"
        )
        yield world, sim


@pytest.fixture
async def enforcing(world: World) -> World:
    world.credentials.accounts[ORGANIZATION] = OWN
    return await world.start(vobiz_signatures="enforce")


async def test_calls_are_dialled_and_ended_with_the_own_account(simulated):
    world, sim = simulated
    sim.answer_with(Script([Wait(5000), HangUp()]))
    call = await world.telephony.PlaceCall(place_call(), metadata=world.member())
    await world.voice.conversation()
    await world.telephony.HangUpCall(telephony.HangUpCallRequest(call_id=call.id), metadata=world.member())
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)


async def test_webhooks_of_the_own_account_are_let_in(simulated):
    world, sim = simulated
    call = await sim.place_inbound(to=NUMBER, from_=CALLER[1:], script=Script([Wait(200), HangUp()]))
    report = await call.finished()
    assert report.ok, report.errors
    await until(lambda: world.media.only.state == calls.CALL_STATE_COMPLETED)


async def test_a_wrong_signature_stays_refused(enforcing: World):
    response = await enforcing.webhook("/vobiz/answer", start_app("uuid-1"), headers=signed("wrong"))
    assert response.status_code == 403
    assert enforcing.media.records == {}


async def test_an_own_key_does_not_count_for_calls_of_others(enforcing: World):
    """The call belongs to whoever its record says, whatever number the webhook names."""
    theirs = calls.Call(id="call_theirs", carrier_call_id="uuid-theirs")
    enforcing.media.records["call_theirs"] = theirs
    enforcing.media.owners["call_theirs"] = "org_other"
    enforcing.media.keys["uuid-theirs"] = "call_theirs"
    fields = hangup("uuid-theirs")
    response = await enforcing.webhook("/vobiz/hangup", fields, headers=signed(OWN["auth_token"], HANGUP))
    assert response.status_code == 403


async def test_an_own_key_does_not_count_for_numbers_of_others(enforcing: World):
    fields = start_app("uuid-1", To="08000000777")
    response = await enforcing.webhook("/vobiz/answer", fields, headers=signed(OWN["auth_token"]))
    assert response.status_code == 403


async def test_the_carrier_tries_again_when_the_owner_cannot_be_asked(enforcing: World):
    enforcing.credentials.is_down = True
    own = await enforcing.webhook("/vobiz/answer", start_app("uuid-1"), headers=signed(OWN["auth_token"]))
    shared = await enforcing.webhook(
        "/vobiz/answer", start_app("uuid-1"), headers=signed("test-auth-token", nonce="2")
    )
    assert own.status_code == 503
    assert stream_url(shared)


async def test_no_call_goes_out_through_a_wrong_account(enforcing: World):
    enforcing.credentials.is_down = True
    with pytest.raises(Unavailable):
        await enforcing.telephony.PlaceCall(place_call(), metadata=enforcing.member())
    assert enforcing.carrier.dialled == []


async def test_a_replaced_key_works_within_ten_seconds(running: World):
    clock = VirtualClock()
    default = Account(VobizClient.open("http://127.0.0.1:9", "MA_DEFAULT", "default", 1), ("default",))
    credentials = CarrierCredentials(running.services, Sealer(KeyRing([SEALING_KEY])))
    accounts = Accounts(default, credentials, clock)
    assert await accounts.of(ORGANIZATION) is default
    running.credentials.accounts[ORGANIZATION] = OWN | {"main_auth_token": "of-the-main-account"}
    assert await accounts.of(ORGANIZATION) is default
    await clock.advance(9)
    assert (await accounts.of(ORGANIZATION)).signature_keys == (OWN["auth_token"], "of-the-main-account")
    assert await accounts.of("org_2") is default
    await default.client.close()


async def test_a_missing_sealing_key_is_named(running: World):
    running.credentials.accounts[ORGANIZATION] = OWN
    credentials = CarrierCredentials(running.services, Sealer(KeyRing([SealingKey("another", bytes(32))])))
    with pytest.raises(FailedPrecondition, match="the sealing key test is not configured"):
        await credentials.values(ORGANIZATION)
