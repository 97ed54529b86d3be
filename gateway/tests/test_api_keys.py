"""API keys are exchanged rarely, and a revoked one does not work for long."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from voicera.auth.v1.token_service_pb2_grpc import add_TokenServiceServicer_to_server
from voicera_gateway.edge.api_keys import KEEP_REFUSED_S, KEEP_S, MAX_ASKING, ApiKeys
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import ResourceExhausted, Unauthenticated, Unavailable
from voicera_kit.testing import Signer, running_mesh

from .fakes.tokens import KEY, FakeTokens

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
        *(keys.token_for(f"{KEY}{number}") for number in range(MAX_ASKING + 5)), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, ResourceExhausted)]
    assert len(refused) == 5
    assert refused[0].retry_after is not None
    assert len(auth.asked) == MAX_ASKING
