"""API keys are exchanged rarely, and a revoked one does not work for long."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from voicera.auth.v1.token_service_pb2_grpc import add_TokenServiceServicer_to_server
from voicera_gateway.edge.api_keys import KEEP_REFUSED_S, KEEP_S, MAX_ASKING, ApiKeys
from voicera_gateway.edge.guesses import PER_MINUTE, WINDOW_S
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import ResourceExhausted, Unauthenticated, Unavailable
from voicera_kit.testing import Signer, running_mesh

from .fakes.tokens import KEY, FakeTokens, key

INVALID = Unauthenticated("no", reason="API_KEY_INVALID")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def auth() -> FakeTokens:
    return FakeTokens()


@pytest.fixture
async def keys(auth: FakeTokens, clock: VirtualClock) -> AsyncIterator[ApiKeys]:
    def register(server) -> None:
        add_TokenServiceServicer_to_server(auth, server)

    async with running_mesh(register, Signer(), as_service="gateway") as mesh:
        yield ApiKeys(mesh, clock)


async def test_an_answer_is_kept_half_a_minute(keys: ApiKeys, auth: FakeTokens, clock: VirtualClock):
    assert await keys.token_for(KEY) == "token-1"
    await clock.advance(KEEP_S - 1)
    assert await keys.token_for(KEY) == "token-1"
    await clock.advance(1)
    assert await keys.token_for(KEY) == "token-2"
    assert auth.asked == [KEY, KEY]


async def test_no_answer_outlives_its_token(keys: ApiKeys, auth: FakeTokens, clock: VirtualClock):
    auth.expires_in_s = 20
    await keys.token_for(KEY)
    await clock.advance(6)
    assert await keys.token_for(KEY) == "token-2"


async def test_those_who_ask_at_once_share_one_answer(keys: ApiKeys, auth: FakeTokens):
    assert set(await asyncio.gather(*(keys.token_for(KEY) for _ in range(20)))) == {"token-1"}
    assert auth.asked == [KEY]


async def test_a_refusal_is_kept_shortly(keys: ApiKeys, auth: FakeTokens, clock: VirtualClock):
    auth.refusal = INVALID
    for _ in range(3):
        with pytest.raises(Unauthenticated) as caught:
            await keys.token_for(KEY)
        assert caught.value.reason == "API_KEY_INVALID"
    assert len(auth.asked) == 1
    auth.refusal = None
    await clock.advance(KEEP_REFUSED_S)
    assert await keys.token_for(KEY) == "token-2"


async def test_a_revoked_key_ends_with_what_was_kept(keys: ApiKeys, auth: FakeTokens, clock: VirtualClock):
    await keys.token_for(KEY)
    auth.refusal = INVALID
    await clock.advance(KEEP_S)
    with pytest.raises(Unauthenticated):
        await keys.token_for(KEY)


async def test_trouble_is_not_kept(keys: ApiKeys, auth: FakeTokens):
    auth.refusal = Unavailable("auth is away")
    with pytest.raises(Unavailable):
        await keys.token_for(KEY)
    auth.refusal = None
    assert (await keys.token_for(KEY)).startswith("token-")


async def test_many_unknown_keys_at_once_are_told_to_come_back(keys: ApiKeys, auth: FakeTokens):
    answers = await asyncio.gather(
        *(keys.token_for(key(number), f"198.51.100.{number}") for number in range(MAX_ASKING + 5)),
        return_exceptions=True,
    )
    refused = [each for each in answers if isinstance(each, ResourceExhausted)]
    assert len(refused) == 5
    assert refused[0].retry_after is not None
    assert len(auth.asked) == MAX_ASKING


async def test_only_what_looks_like_a_key_is_asked_about(keys: ApiKeys, auth: FakeTokens):
    for text in ("vek_", KEY + "k", KEY[:-1], KEY.upper(), "vek_" + "a" * 40, f" {KEY}"):
        with pytest.raises(Unauthenticated):
            await keys.token_for(text)
    assert auth.asked == []


async def guess(keys: ApiKeys, numbers: range, address: str) -> list[BaseException | str]:
    asked = (keys.token_for(key(number), address) for number in numbers)
    return await asyncio.gather(*asked, return_exceptions=True)


def limited(answers: list[BaseException | str]) -> list[ResourceExhausted]:
    return [each for each in answers if isinstance(each, ResourceExhausted)]


async def test_an_address_guesses_so_often_a_minute(keys: ApiKeys, auth: FakeTokens, clock: VirtualClock):
    auth.refusal = INVALID
    refused = limited(await guess(keys, range(PER_MINUTE + 5), "198.51.100.7"))
    assert len(refused) == 5
    assert refused[0].retry_after == timedelta(seconds=WINDOW_S)
    assert len(auth.asked) == PER_MINUTE
    assert not limited(await guess(keys, range(100, 105), "198.51.100.8"))
    await clock.advance(WINDOW_S)
    assert not limited(await guess(keys, range(200, 205), "198.51.100.7"))


async def test_addresses_of_one_ipv6_site_guess_together(keys: ApiKeys, auth: FakeTokens):
    auth.refusal = INVALID
    for number in range(PER_MINUTE):
        assert not limited(await guess(keys, range(number, number + 1), f"2001:db8::{number:x}"))
    assert limited(await guess(keys, range(100, 101), "2001:db8::ffff"))
    assert not limited(await guess(keys, range(100, 101), "2001:db8:0:1::1"))


async def test_good_keys_and_trouble_are_no_guesses(keys: ApiKeys, auth: FakeTokens):
    for refusal in (None, Unavailable("auth is away")):
        auth.refusal = refusal
        first = len(auth.asked)
        for number in range(first, first + PER_MINUTE + 5):
            assert not limited(await guess(keys, range(number, number + 1), "198.51.100.7"))


async def test_a_known_key_works_on_from_an_address_that_guesses(
    keys: ApiKeys, auth: FakeTokens, clock: VirtualClock
):
    assert await keys.token_for(KEY, "198.51.100.7") == "token-1"
    auth.refusal = INVALID
    assert limited(await guess(keys, range(PER_MINUTE + 1), "198.51.100.7"))
    auth.refusal = None
    assert await keys.token_for(KEY, "198.51.100.7") == "token-1"
    await clock.advance(KEEP_S)
    assert (await keys.token_for(KEY, "198.51.100.7")).startswith("token-")


async def test_a_known_key_needs_no_place_among_strangers(
    keys: ApiKeys, auth: FakeTokens, clock: VirtualClock
):
    await keys.token_for(KEY)
    await clock.advance(KEEP_S)
    flood = [keys.token_for(key(number), f"198.51.100.{number}") for number in range(MAX_ASKING)]
    *_, last = await asyncio.gather(*flood, keys.token_for(KEY), return_exceptions=True)
    assert isinstance(last, str)
