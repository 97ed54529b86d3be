"""An organization's account at the carrier, asked and changed through the simulator's REST API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from vobiz_sim import Faults, HangUp, Route, Script, SimConfig, VobizSim, Wait
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import carrier_service_pb2 as pb
from voicera.telephony.v1.carrier_service_pb2_grpc import CarrierServiceStub
from voicera_gateway.carrier.words import words_of
from voicera_gateway.vobiz.refusals import refusal_of
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)
from voicera_kit.testing import free_port

from .conftest import World, until
from .fakes.agents import NUMBER, ORGANIZATION

KEYS = {"auth_id": "MA_OWN00001", "auth_token": "token-of-the-organization"}
NEW = "+918045550101"
ELSEWHERE = Route("http://127.0.0.1:9/other?secret=s3cr3t")


class Asking:
    """A gateway and its carrier, asked as an admin."""

    def __init__(self, world: World, sim: VobizSim, public_url: str) -> None:
        self.world, self.sim, self.answer_url = world, sim, f"{public_url}/vobiz/answer"
        self._stub = world.mesh.stub(CarrierServiceStub)

    async def check(self, **keys: str) -> pb.CheckCarrierResponse:
        return await self._stub.CheckCarrier(pb.CheckCarrierRequest(**keys), metadata=self._admin())

    async def page(self, size: int = 0, token: str = "") -> pb.ListCarrierNumbersResponse:
        request = pb.ListCarrierNumbersRequest(page_size=size, page_token=token)
        return await self._stub.ListCarrierNumbers(request, metadata=self._admin())

    async def connect(self, e164: str) -> pb.CarrierNumber:
        request = pb.ConnectCarrierNumberRequest(e164=e164)
        return await self._stub.ConnectCarrierNumber(request, metadata=self._admin())

    @property
    def applications(self) -> list[dict]:
        """Those that are ours, by their name."""
        records = self.sim.applications.records.values()
        return [each for each in records if each["app_name"].startswith("voicera-")]

    def _admin(self):
        return self.world.member(role="admin")


@asynccontextmanager
async def asking(world: World, numbers: dict[str, Route] | None = None, **settings) -> AsyncIterator[Asking]:
    """The account holds these numbers and is the organization's own."""
    port = free_port()
    public_url = settings.pop("public_url", f"http://127.0.0.1:{port}")
    async with VobizSim(SimConfig(**KEYS, numbers=numbers or {}, allow_remote=True)) as sim:
        world.credentials.accounts[ORGANIZATION] = KEYS
        chosen = {"vobiz_signatures": "enforce", "vobiz_base_url": sim.base_url} | settings
        await world.start(http_port=port, public_url=public_url, **chosen)
        yield Asking(world, sim, public_url)


@pytest.fixture
async def asked(world: World) -> AsyncIterator[Asking]:
    async with asking(world, {NUMBER: ELSEWHERE, NEW: Route()}) as made:
        yield made


async def test_kept_keys_are_found_right(asked: Asking):
    said = await asked.check()
    assert (said.ok, said.reason, said.account_name) == (True, "", "Simulated account")
    assert said.answer_url == asked.answer_url
    assert said.took_ms > 0
    assert list(said.problems) == []


async def test_keys_are_tried_before_they_are_kept(asked: Asking):
    asked.world.credentials.accounts.clear()
    assert (await asked.check(**KEYS)).ok
    assert asked.world.credentials.asked == 0


async def test_what_is_not_given_is_taken_from_what_is_kept(asked: Asking):
    assert (await asked.check(auth_id=KEYS["auth_id"])).ok
    said = await asked.check(auth_token="mistyped-token")
    assert (said.ok, said.reason) == (False, "CARRIER_KEYS_WRONG")
    assert said.answer_url == asked.answer_url


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "CARRIER_KEYS_WRONG"),
        (402, "CARRIER_BALANCE_LOW"),
        (403, "CARRIER_REFUSED"),
        (404, "CARRIER_KEYS_WRONG"),
        (409, "CARRIER_REFUSED"),
        (422, "CARRIER_REFUSED"),
        (429, "CARRIER_LIMITED"),
        (500, "CARRIER_UNREACHABLE"),
        (200, "CARRIER_UNREACHABLE"),
    ],
)
async def test_every_refusal_of_a_check_has_its_reason(asked: Asking, status: int, reason: str):
    """A success that shows no account is no success."""
    asked.sim.faults = Faults(rest_error=status)
    said = await asked.check()
    assert (said.ok, said.reason, said.account_name) == (False, reason, "")
    assert said.message


@pytest.mark.parametrize(
    ("status", "kind", "reason", "carrier_reason"),
    [
        (401, FailedPrecondition, "CARRIER_REFUSED", "CARRIER_KEYS_WRONG"),
        (403, FailedPrecondition, "CARRIER_REFUSED", "CARRIER_REFUSED"),
        (404, FailedPrecondition, "CARRIER_REFUSED", "CARRIER_KEYS_WRONG"),
        (422, FailedPrecondition, "CARRIER_REFUSED", "CARRIER_REFUSED"),
        (429, ResourceExhausted, "CARRIER_LIMITED", None),
        (503, Unavailable, "CARRIER_UNREACHABLE", None),
    ],
)
async def test_lists_and_connections_fail_as_the_carrier_says(
    asked: Asking, status: int, kind: type[ServiceError], reason: str, carrier_reason: str | None
):
    asked.sim.faults = Faults(rest_error=status)
    for asking_for in (asked.page(), asked.connect(NEW)):
        with pytest.raises(kind) as refused:
            await asking_for
        assert refused.value.reason == reason
        assert refused.value.metadata.get("carrier_reason") == carrier_reason
        assert bool(refused.value.retry_after) is (status == 429)


async def test_an_account_without_keys_is_named(asked: Asking):
    asked.world.credentials.accounts.clear()
    for asking_for in (asked.check(), asked.check(auth_id="MA_1"), asked.page(), asked.connect(NEW)):
        with pytest.raises(NotFound) as missing:
            await asking_for
        assert missing.value.reason == "CREDENTIAL_MISSING"


async def test_the_account_of_the_installation_is_nobodys_to_list(world: World):
    """Its numbers are those of whoever runs the installation, not of each organization in it."""
    own = {f"vobiz_{name}": value for name, value in KEYS.items()}
    async with asking(world, {NEW: Route()}, **own) as asked:
        world.credentials.accounts.clear()
        with pytest.raises(NotFound, match="credential"):
            await asked.page()


async def test_a_carrier_that_is_away_is_said_to_be(world: World):
    async with asking(world, vobiz_base_url=f"http://127.0.0.1:{free_port()}/api/v1") as asked:
        assert (await asked.check()).reason == "CARRIER_UNREACHABLE"


async def test_a_slow_carrier_is_given_up(world: World):
    async with asking(world, vobiz_timeout_s=0.2) as asked:
        asked.sim.faults = Faults(rest_delay_ms=5000)
        async with asyncio.timeout(3):
            said = await asked.check()
    assert (said.ok, said.reason) == (False, "CARRIER_UNREACHABLE")
    assert 200 <= said.took_ms < 2000


@pytest.mark.parametrize("field", ["auth_id", "auth_token"])
@pytest.mark.parametrize("value", ["two\nlines", "schlüssel", "x" * 1025])
async def test_keys_that_fit_no_header_are_named(asked: Asking, field: str, value: str):
    with pytest.raises(InvalidArgument) as wrong:
        await asked.check(**{field: value})
    assert [each.field for each in wrong.value.violations] == [field]
    assert value not in wrong.value.message


async def test_low_balance_and_trials_are_problems(asked: Asking):
    asked.sim.faults = Faults(balance_low=True, trial_account=True)
    said = await asked.check()
    assert said.ok
    assert [each for each in said.problems if "trial" in each]
    assert [each for each in said.problems if "10.00 INR" in each]


async def test_unsigned_webhooks_are_a_problem(world: World):
    async with asking(world, vobiz_signatures="when_present") as asked:
        [problem] = (await asked.check()).problems
    assert "VOICERA_VOBIZ_SIGNATURES" in problem


async def test_secrets_are_neither_answered_nor_logged(asked: Asking, capfd):
    wrong = "mistyped-token-0123456789"
    said = [await asked.check(), await asked.check(auth_token=wrong), await asked.page()]
    asked.sim.faults = Faults(rest_error=403)
    said += [await asked.check(auth_token=wrong)]
    with pytest.raises(FailedPrecondition) as refused:
        await asked.connect(NEW)
    told = "".join(map(str, [*said, refused.value, refused.value.metadata, *capfd.readouterr()]))
    for secret in (*KEYS.values(), wrong, "s3cr3t"):
        assert secret not in told


def test_keys_the_carrier_repeats_are_left_out_of_its_words():
    refusal = refusal_of(
        403, {"error": {"message": f"{KEYS['auth_id']} with {KEYS['auth_token']} is inactive"}}
    )
    assert words_of(refusal, KEYS.values()) == "the carrier refused: … with … is inactive"


async def test_numbers_say_where_they_lead_and_whether_they_are_registered(asked: Asking):
    elsewhere, nowhere = (await asked.page()).numbers
    assert (elsewhere.e164, elsewhere.connected, elsewhere.registered) == (NUMBER, False, True)
    assert elsewhere.answer_url == "http://127.0.0.1:9/other"
    assert (nowhere.e164, nowhere.connected, nowhere.registered) == (NEW, False, False)
    assert nowhere.answer_url == ""


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
async def test_every_number_is_on_one_page(world: World, size: int):
    rented = {f"+9180455502{each:02}": Route() for each in range(7)}
    async with asking(world, rented) as asked:
        pages = [await asked.page(size)]
        while pages[-1].next_page_token:
            pages.append(await asked.page(size, pages[-1].next_page_token))
    assert [number.e164 for page in pages for number in page.numbers] == list(rented)
    assert all(0 < len(page.numbers) <= size for page in pages)


async def test_another_page_size_in_the_middle_loses_nothing(world: World):
    rented = {f"+9180455502{each:02}": Route() for each in range(7)}
    async with asking(world, rented) as asked:
        first = await asked.page(2)
        second = await asked.page(3, first.next_page_token)
        third = await asked.page(100, second.next_page_token)
    assert [each.e164 for page in (first, second, third) for each in page.numbers] == list(rented)
    assert not third.next_page_token


async def test_more_than_a_hundred_numbers_and_applications_are_found(world: World):
    rented = {f"+91804556{each:04}": Route(f"http://127.0.0.1:9/{each}") for each in range(205)}
    async with asking(world, rented) as asked:
        last = f"+91804556{204:04}"
        connected = await asked.connect(last)
        pages = [await asked.page(100)]
        while pages[-1].next_page_token:
            pages.append(await asked.page(100, pages[-1].next_page_token))
    assert connected.connected
    numbers = [number for page in pages for number in page.numbers]
    assert [number.e164 for number in numbers if number.connected] == [last]
    assert all(number.answer_url for number in numbers)


@pytest.mark.parametrize("token", ["nonsense", "WzEsImNhcnJpZXIgbnVtYmVycyIsLTFd", "WzEsIm90aGVyIiwxXQ"])
async def test_a_wrong_page_token_is_named(asked: Asking, token: str):
    with pytest.raises(InvalidArgument, match="page_token"):
        await asked.page(10, token)


async def test_a_connected_number_leads_here(asked: Asking):
    connected = await asked.connect(NEW)
    assert (connected.e164, connected.connected, connected.registered) == (NEW, True, False)
    [application] = asked.applications
    assert application["answer_url"] == connected.answer_url == asked.answer_url
    assert application["hangup_url"] == asked.answer_url.replace("answer", "hangup")
    [shown] = [each for each in (await asked.page()).numbers if each.e164 == NEW]
    assert shown == connected


async def test_connecting_again_changes_nothing(asked: Asking):
    first = await asked.connect(NEW)
    before = [dict(each) for each in asked.applications]
    assert await asked.connect(NEW) == first
    assert asked.applications == before


async def test_numbers_share_one_application_and_at_once_too(asked: Asking):
    await asyncio.gather(asked.connect(NEW), asked.connect(NUMBER))
    assert [each.connected for each in (await asked.page()).numbers] == [True, True]
    await asked.connect(NEW)
    assert (
        len({asked.sim.applications.attached[each] for each in (NEW, NUMBER)}) <= len(asked.applications) <= 2
    )


async def test_a_changed_application_is_mended(asked: Asking):
    await asked.connect(NEW)
    [application] = asked.applications
    for change in ({"answer_url": "http://127.0.0.1:9/x"}, {"hangup_url": ""}, {"answer_method": "GET"}):
        asked.sim.applications.update(application["app_id"], change)
        assert (await asked.connect(NEW)).connected
        [mended] = asked.applications
        assert mended["answer_url"] == asked.answer_url
        assert mended["hangup_url"].endswith("/vobiz/hangup")
        assert mended["answer_method"] == "POST"


async def test_an_application_somebody_made_that_leads_here_is_left_alone(asked: Asking):
    asked.sim.add_numbers({"+918045550109": Route(asked.answer_url)})
    [theirs] = [each for each in (await asked.page()).numbers if each.connected]
    assert await asked.connect(theirs.e164) == theirs
    assert asked.applications == []


async def test_a_new_public_url_takes_the_numbers_along(world: World):
    async with asking(world, {NEW: Route()}) as asked:
        await asked.connect(NEW)
        [application] = asked.applications
        asked.sim.applications.update(application["app_id"], {"answer_url": "https://old.example.com/answer"})
        await asked.connect(NEW)
        assert [each["app_id"] for each in asked.applications] == [application["app_id"]]


async def test_a_number_attached_elsewhere_moves_also_where_it_must_be_detached_first(asked: Asking):
    asked.sim.faults = Faults(attach_conflict=True)
    assert (await asked.connect(NUMBER)).connected
    assert asked.sim.applications.route(NUMBER).answer_url == asked.answer_url


async def test_a_number_of_another_account_is_not_there(asked: Asking):
    with pytest.raises(NotFound) as missing:
        await asked.connect("+918045559999")
    assert missing.value.metadata["kind"] == "carrier number"
    assert asked.applications == []


@pytest.mark.parametrize("e164", ["", "08045550101", "918045550101", "+0123456789", "sip:a@b"])
async def test_a_number_that_is_none_is_named(asked: Asking, e164: str):
    with pytest.raises(InvalidArgument) as wrong:
        await asked.connect(e164)
    assert [each.field for each in wrong.value.violations] == ["e164"]


async def test_only_who_may_change_numbers_connects_them(asked: Asking):
    stub = asked.world.mesh.stub(CarrierServiceStub)
    operator = asked.world.member(role="operator")
    assert (await stub.ListCarrierNumbers(pb.ListCarrierNumbersRequest(), metadata=operator)).numbers
    with pytest.raises(PermissionDenied):
        await stub.ConnectCarrierNumber(pb.ConnectCarrierNumberRequest(e164=NEW), metadata=operator)
    with pytest.raises(PermissionDenied):
        await stub.CheckCarrier(pb.CheckCarrierRequest(), metadata=operator)


async def test_a_caller_reaches_the_agent_of_a_connected_number(asked: Asking):
    await asked.connect(NUMBER)
    call = await asked.sim.place_inbound(
        to=NUMBER, from_="919800000001", script=Script([Wait(200), HangUp()])
    )
    await asked.world.voice.conversation()
    report = await call.finished()
    assert report.ok, report.errors
    assert {event.get("status") for event in report.webhooks} == {200}
    await until(lambda: asked.world.media.only.state == calls.CALL_STATE_COMPLETED)
