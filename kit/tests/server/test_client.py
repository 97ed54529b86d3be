import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from pydantic import SecretStr

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1.token_service_pb2_grpc import (
    TokenServiceServicer,
    TokenServiceStub,
    add_TokenServiceServicer_to_server,
)
from voicera_kit.client import Mesh, ServiceTokens, open_channel
from voicera_kit.client.retries import repeated
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import NotFound, Unauthenticated, Unavailable
from voicera_kit.identity import jwk_of, verifier_over
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, free_port, running_mesh

SECRET = "local-mesh-secret"


class Issuer(TokenServiceServicer):
    """Issues tokens like the auth service, for the right secret."""

    def __init__(self, signer: Signer) -> None:
        self.signer = signer
        self.asked: list[str] = []

    async def GetJwks(self, request: Any, context: Any) -> tokens.Jwks:  # noqa: N802 - as generated
        found = await self.signer.keys()
        return tokens.Jwks(keys=[jwk_of(key_id, key) for key_id, key in found.items()])

    async def IssueServiceToken(  # noqa: N802 - as generated
        self, request: Any, context: Any
    ) -> tokens.IssueServiceTokenResponse:
        self.asked.append(request.organization_id)
        if request.service_secret != SECRET:
            raise Unauthenticated("wrong secret")
        identity = self.signer.service(request.service_name, request.organization_id)
        return tokens.IssueServiceTokenResponse(access_token=identity.token, expires_in_s=900)


@pytest.fixture
def issuer(signer: Signer) -> Issuer:
    return Issuer(signer)


@pytest.fixture
async def issuing(issuer: Issuer, signer: Signer) -> AsyncIterator[Mesh]:
    async with running_mesh(
        lambda server: add_TokenServiceServicer_to_server(issuer, server), signer
    ) as mesh:
        yield mesh


def tokens_of(mesh: Mesh, clock: VirtualClock, secret: str = SECRET) -> ServiceTokens:
    return ServiceTokens(mesh.stub(TokenServiceStub), "gateway", SecretStr(secret), clock)


@pytest.mark.parametrize("kind", ["Say", "Many", "Collect", "Talk"])
async def test_a_call_that_does_not_say_who_calls_is_never_sent(stub: Any, echo: Any, kind: str):
    with pytest.raises(ValueError, match="needs metadata from mesh"):
        await getattr(stub, kind)(StringValue(value="hello"), metadata=(("x-other", "1"),))
    assert echo.told == []


async def test_repeatable_calls_are_tried_once_more(mesh: Mesh, stub: Any, echo: Any):
    metadata = await mesh.authorize("org_1")
    assert (await stub.Say(StringValue(value="flaky"), metadata=metadata)).value == "flaky"
    assert echo.told == ["flaky"] * 2


async def test_the_second_failure_is_the_answer(mesh: Mesh, stub: Any, echo: Any):
    with pytest.raises(Unavailable):
        await stub.Say(StringValue(value="down"), metadata=await mesh.authorize("org_1"))
    assert echo.told == ["down"] * 2


async def test_a_call_is_not_repeated_when_its_deadline_would_pass_in_the_pause():
    attempts: list[float] = []

    async def attempt(left_s: float) -> None:
        attempts.append(left_s)
        raise Unavailable("not today")

    with pytest.raises(Unavailable):
        await repeated("/voicera.kit.test.v1.EchoService/Say", 0.04, attempt)
    assert attempts == [0.04]


async def test_other_calls_are_not(mesh: Mesh, stub: Any, echo: Any):
    with pytest.raises(Unavailable):
        await stub.Change(StringValue(value="flaky"), metadata=await mesh.authorize("org_1"))
    assert echo.told == ["flaky"]


async def test_nobody_listening_is_unavailable():
    async with Mesh(open_channel(f"127.0.0.1:{free_port()}"), Signer().tokens("test")) as mesh:
        with pytest.raises(Unavailable):
            await mesh.stub(TokenServiceStub).GetJwks(
                tokens.GetJwksRequest(), metadata=mesh.anonymous(), timeout=5
            )


async def test_streams_can_be_read_and_written_by_hand(mesh: Mesh, stub: Any):
    call = stub.Talk(metadata=await mesh.authorize("org_1"))
    for word in ("one", "two"):
        await call.write(StringValue(value=word))
        assert (await call.read()).value == word
    await call.done_writing()
    assert await call.read() is grpc.aio.EOF
    assert await call.code() is grpc.StatusCode.OK
    assert call.done()


async def test_writing_to_an_ended_stream_says_why_it_ended(mesh: Mesh, stub: Any):
    call = stub.Talk(metadata=await mesh.authorize("org_1"))
    await call.write(StringValue(value="missing"))
    with pytest.raises(NotFound):
        await call.read()
    with pytest.raises(NotFound):
        await call.write(StringValue(value="more"))


async def test_one_request_for_a_token_serves_everybody(issuing: Mesh, issuer: Issuer, clock: VirtualClock):
    source = tokens_of(issuing, clock)
    found = await asyncio.gather(*(source.token("org_1") for _ in range(20)))
    assert len(set(found)) == 1
    assert await source.token("org_2") != found[0]
    assert issuer.asked == ["org_1", "org_2"]


async def test_tokens_are_renewed_a_minute_before_they_expire(
    issuing: Mesh, issuer: Issuer, clock: VirtualClock
):
    source = tokens_of(issuing, clock)
    await source.token("org_1")
    await clock.advance(839)
    await source.token("org_1")
    assert issuer.asked == ["org_1"]
    await clock.advance(1)
    await source.token("org_1")
    assert issuer.asked == ["org_1", "org_1"]


async def test_only_a_thousand_tokens_are_kept(issuing: Mesh, issuer: Issuer, clock: VirtualClock):
    source = tokens_of(issuing, clock)
    for number in range(1001):
        await source.token(f"org_{number}")
    await source.token("org_1000")
    await source.token("org_0")
    assert len(issuer.asked) == 1002


async def test_a_failed_request_for_a_token_fails_everybody_and_is_not_kept(
    issuing: Mesh, clock: VirtualClock
):
    source = tokens_of(issuing, clock, secret="wrong")
    outcomes = await asyncio.gather(*(source.token("org_1") for _ in range(3)), return_exceptions=True)
    assert all(isinstance(each, Unauthenticated) for each in outcomes)
    assert source._asking == {}


async def test_a_service_connects_by_its_settings_alone(issuer: Issuer, signer: Signer):
    def register(server: grpc.aio.Server) -> None:
        add_TokenServiceServicer_to_server(issuer, server)

    async with running_server(register, Settings(), verifier=signer.verifier()) as server:
        settings = Settings(mesh_target=f"127.0.0.1:{server.port}")
        async with Mesh.connect(settings, "gateway") as mesh:
            metadata = dict(await mesh.authorize("org_1"))
            verifier = verifier_over(mesh)
            identity = await verifier.verify(metadata["authorization"].removeprefix("Bearer "))
    assert (identity.subject, identity.organization_id, identity.kind) == ("gateway", "org_1", "service")


async def test_calls_without_a_timeout_get_the_deadline_of_the_settings(
    signer: Signer, register: Any, stub: Any
):
    async with running_server(register, Settings(), verifier=signer.verifier()) as server:
        settings = Settings(mesh_target=f"127.0.0.1:{server.port}", client_deadline_s=77)
        async with Mesh.connect(settings, "gateway") as mesh:
            metadata = mesh.forward(signer.member("org_1"))
            remaining = await mesh.stub(type(stub)).Say(StringValue(value="remaining"), metadata=metadata)
    assert 60 < float(remaining.value) < 90
