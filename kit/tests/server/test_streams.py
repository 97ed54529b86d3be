"""A stream ends with its caller's token, when that is revoked, and only then."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import grpc
import pytest
import structlog
from google.protobuf.wrappers_pb2 import StringValue

from voicera_kit.client import Mesh, open_channel
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import ServiceError, Unauthenticated
from voicera_kit.identity import Identity, NewRevocations, Revocation, TokenVerifier
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer

POLL_S = Settings().revocations_poll_s
WAIT = StringValue(value="wait")


class Listed:
    """A source that tells of every revocation again and again."""

    def __init__(self) -> None:
        self.revocations: list[Revocation] = []

    async def since(self, cursor: str) -> NewRevocations:
        return NewRevocations(self.revocations, "", has_more=False)


@pytest.fixture
def signer(clock: VirtualClock) -> Signer:
    return Signer(clock)


@pytest.fixture
def source() -> Listed:
    return Listed()


@pytest.fixture
async def mesh(register: Any, signer: Signer, source: Listed, clock: VirtualClock) -> AsyncIterator[Mesh]:
    verifier = TokenVerifier(signer, clock, source)
    async with (
        running_server(register, Settings(), verifier=verifier) as server,
        Mesh(open_channel(f"127.0.0.1:{server.port}"), signer.tokens("test")) as opened,
    ):
        yield opened


def caller(signer: Signer, kind: str) -> Identity:
    if kind == "api_key":
        return signer.api_key("org_1", "calls.read", subject="user_1")
    return signer.service("user_1", "org_1") if kind == "service" else signer.member("org_1")


async def revoke(source: Listed, clock: VirtualClock, subject: str = "user_1") -> None:
    source.revocations.append(Revocation("org_1", subject, clock.now() + timedelta(seconds=1)))
    await clock.advance(POLL_S)


def opened(stub: Any, kind: str, metadata: Any) -> asyncio.Future[Any]:
    """Return what a stream answers to a handler that waits for a minute."""
    if kind == "Many":
        return asyncio.ensure_future(anext(aiter(stub.Many(WAIT, metadata=metadata))))
    call = getattr(stub, kind)(iter([WAIT]), metadata=metadata)
    return asyncio.ensure_future(call._response() if kind == "Collect" else anext(aiter(call)))


async def refusal(answer: asyncio.Future[Any]) -> str:
    async with asyncio.timeout(5):
        with pytest.raises(Unauthenticated) as caught:
            await answer
    return caught.value.reason


@pytest.mark.parametrize("kind", ["Many", "Talk", "Collect", "ReadWrite"])
@pytest.mark.parametrize("who", ["member", "api_key"])
async def test_a_stream_ends_within_a_poll_of_its_callers_end(
    mesh: Mesh, stub: Any, echo: Any, signer: Signer, source: Listed, clock: VirtualClock, kind: str, who: str
):
    answer = opened(stub, kind, mesh.forward(caller(signer, who)))
    await echo.waiting.wait()
    await revoke(source, clock)
    assert await refusal(answer) == "SESSION_ENDED"


async def test_a_watch_ends_after_what_it_has_told_and_so_does_its_handler(
    mesh: Mesh, stub: Any, echo: Any, signer: Signer, source: Listed, clock: VirtualClock
):
    watch = stub.Many(StringValue(value="one two wait"), metadata=mesh.forward(signer.member("org_1")))
    assert [(await watch.read()).value for _ in range(2)] == ["one", "two"]
    with structlog.testing.capture_logs() as logs:
        await revoke(source, clock)
        with pytest.raises(Unauthenticated):
            await watch.read()
        async with asyncio.timeout(5):
            while echo.ended != ["Many"]:  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0.005)
    [refused] = [each for each in logs if each["event"] == "rpc.refused"]
    assert (refused["method"].rpartition("/")[2], refused["reason"]) == ("Many", "SESSION_ENDED")


async def endless() -> AsyncIterator[StringValue]:
    while True:
        yield StringValue(value="x" * 1_000_000)


async def test_the_handler_of_a_caller_that_reads_nothing_ends_too(
    mesh: Mesh, stub: Any, echo: Any, signer: Signer, source: Listed, clock: VirtualClock
):
    flood = stub.Talk(endless(), metadata=mesh.forward(signer.member("org_1")))
    assert await flood.read()
    await asyncio.sleep(0.5)  # until every window is full
    assert echo.ended == []
    await revoke(source, clock)
    async with asyncio.timeout(5):
        while echo.ended != ["Talk"]:  # noqa: ASYNC110 - the server has no event for it
            await asyncio.sleep(0.005)
    flood.cancel()


async def test_a_service_s_stream_goes_on(
    mesh: Mesh, stub: Any, signer: Signer, source: Listed, clock: VirtualClock
):
    call = stub.Talk(metadata=mesh.forward(caller(signer, "service")))
    await call.write(StringValue(value="one"))
    assert (await call.read()).value == "one"
    await revoke(source, clock)
    await call.write(StringValue(value="two"))
    assert (await call.read()).value == "two"
    await call.done_writing()
    assert await call.code() is grpc.StatusCode.OK


async def test_others_and_those_whose_token_expires_are_told_on(
    mesh: Mesh, stub: Any, signer: Signer, source: Listed, clock: VirtualClock
):
    call = stub.Talk(metadata=mesh.forward(signer.member("org_1")))
    await call.write(StringValue(value="one"))
    assert (await call.read()).value == "one"
    await clock.advance(3600)
    await revoke(source, clock, "user_2")
    await call.write(StringValue(value="two"))
    assert (await call.read()).value == "two"
    await revoke(source, clock)
    with pytest.raises(ServiceError):
        await call.read()


async def test_what_ended_by_itself_is_watched_no_more(
    mesh: Mesh, stub: Any, signer: Signer, source: Listed, clock: VirtualClock
):
    metadata = mesh.forward(signer.member("org_1"))
    assert [each.value async for each in stub.Many(StringValue(value="one two"), metadata=metadata)] == [
        "one",
        "two",
    ]
    async with asyncio.timeout(5):
        while any("_end_when_revoked" in repr(each) for each in asyncio.all_tasks()):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.005)
