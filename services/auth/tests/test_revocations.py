"""What is revoked here is refused on every other server within the poll interval."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from voicera.auth.v1 import organization_service_pb2 as organizations
from voicera.auth.v1 import organization_service_pb2_grpc as organizations_grpc
from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_auth.keys.ring import Claims
from voicera_auth.settings import AuthSettings
from voicera_auth.token.revocations import REVOCATIONS, Revocations
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import Identity, TokenVerifier, verifier_over
from voicera_kit.server import running_server
from voicera_kit.testing import Signer

POLL_S = AuthSettings().revocations_poll_s


class Echo(organizations_grpc.OrganizationServiceServicer):
    async def GetOrganization(self, request, context):  # noqa: N802 - the contract's name
        return organizations.Organization(id="org_here")


@asynccontextmanager
async def another_server(auth) -> AsyncIterator[Mesh]:
    """A service of the mesh that asks auth about keys and revocations."""
    verifier = verifier_over(auth.mesh, auth.clock)
    async with (
        running_server(
            lambda server: organizations_grpc.add_OrganizationServiceServicer_to_server(Echo(), server),
            AuthSettings(),
            verifier=verifier,
        ) as server,
        Mesh(open_channel(f"127.0.0.1:{server.port}"), Signer().tokens("test")) as mesh,
    ):
        yield mesh


async def call(mesh: Mesh, token: str) -> organizations.Organization:
    somebody = Identity("", "", "member", "owner", token)
    stub = mesh.stub(organizations_grpc.OrganizationServiceStub)
    return await stub.GetOrganization(organizations.GetOrganizationRequest(), metadata=mesh.forward(somebody))


async def until_refused(mesh: Mesh, token: str) -> None:
    """The poll's answer comes over a real socket, for which virtual time does not wait."""
    async with asyncio.timeout(5):
        while (reason := await refusal(mesh, token)) is None:  # noqa: ASYNC110 - nothing tells when the other server knows
            await asyncio.sleep(0.01)
    assert reason == "SESSION_ENDED"


async def refusal(mesh: Mesh, token: str) -> str | None:
    try:
        await call(mesh, token)
    except Unauthenticated as error:
        return error.reason
    return None


async def revocations(auth, cursor: str = "") -> pb.ListRevocationsResponse:
    stub = auth.mesh.stub(token_service_pb2_grpc.TokenServiceStub)
    return await stub.ListRevocations(
        pb.ListRevocationsRequest(cursor=cursor), metadata=auth.mesh.anonymous()
    )


async def test_a_removed_members_token_is_refused_on_another_server(auth):
    session = await auth.app.sessions.sign_in(auth.email, auth.password)
    claims = await auth.app.verifier(auth.clock).verify(session.access_token)
    assert claims.session_id.startswith("sess_")
    async with another_server(auth) as mesh:
        assert (await call(mesh, session.access_token)).id
        await auth.clock.advance(1)
        await auth.app.revocations.add(auth.organization_id, claims.subject, auth.clock.now())
        await auth.clock.advance(POLL_S)
        await until_refused(mesh, session.access_token)
        again = await auth.app.sessions.sign_in(auth.email, auth.password)
        assert (await call(mesh, again.access_token)).id


async def ended_session(auth) -> Claims:
    who = await auth.sign_in()
    await auth.app.accounts.ending.end(auth.organization_id, who.session_id)
    return Claims(who.subject, auth.organization_id, "member", "owner", who.session_id)


async def removed_member(auth) -> Claims:
    who = await auth.member("viewer")
    await auth.app.accounts.members.remove(await auth.sign_in(), who.subject)
    return Claims(who.subject, auth.organization_id, "member", "viewer", "sess_another")


async def revoked_key(auth) -> Claims:
    made = await auth.app.api_keys.create(await auth.sign_in(), "Reports", ["calls.read"], None)
    await auth.app.api_keys.revoke(auth.organization_id, made.key.id)
    return Claims(made.key.id, auth.organization_id, "api_key", scopes=("calls.read",))


@pytest.mark.parametrize("end", [ended_session, removed_member, revoked_key])
async def test_what_ended_for_good_ends_tokens_of_a_replica_whose_clock_is_ahead(auth, end):
    claims = await end(auth)
    token = auth.app.keys.sign(claims, 60, issued_at=auth.clock.now() + timedelta(seconds=9))
    verifier = auth.app.verifier(auth.clock)
    assert await verifier.verify(token)
    async with verifier.following_revocations(POLL_S), asyncio.timeout(5):
        while await is_good(verifier, token):  # noqa: ASYNC110 - nothing tells when it has polled
            await asyncio.sleep(0.01)


async def is_good(verifier: TokenVerifier, token: str) -> bool:
    try:
        await verifier.verify(token)
    except Unauthenticated as error:
        assert error.reason == "SESSION_ENDED"  # noqa: PT017 - any other is no answer
        return False
    return True


async def test_a_poll_tells_only_what_is_new(auth):
    await auth.app.revocations.add(auth.organization_id, "user_1", auth.clock.now())
    first = await revocations(auth)
    assert [(each.organization_id, each.subject) for each in first.revocations] == [
        (auth.organization_id, "user_1")
    ]
    await auth.clock.advance(POLL_S)
    quiet = await revocations(auth, first.cursor)
    await auth.clock.advance(POLL_S)
    await auth.app.revocations.add(auth.organization_id, "user_2", auth.clock.now())
    assert [each.subject for each in (await revocations(auth, quiet.cursor)).revocations] == ["user_2"]


@pytest.mark.parametrize(
    "cursor",
    ["", "gibberish", "time:never", "time:2026-01-01T00:00:00", "time:2999-01-01T00:00:00+00:00", "page:x"],
)
async def test_an_unknown_cursor_gets_everything_that_matters(auth, cursor):
    await auth.app.revocations.add(auth.organization_id, "user_1", auth.clock.now())
    await auth.clock.advance(60)
    assert [each.subject for each in (await revocations(auth, cursor)).revocations] == ["user_1"]


async def test_pages_are_bounded_and_add_up(auth):
    for number in range(501):
        await auth.app.revocations.add(auth.organization_id, f"user_{number}", auth.clock.now())
    first = await revocations(auth)
    second = await revocations(auth, first.cursor)
    assert (len(first.revocations), first.has_more) == (500, True)
    assert ([each.subject for each in second.revocations], second.has_more) == (["user_500"], False)


async def test_what_no_token_is_older_than_is_removed(auth):
    store: Revocations = auth.app.revocations
    await store.add(auth.organization_id, "user_1", auth.clock.now())
    await auth.clock.advance(timedelta(hours=1, minutes=1, seconds=1).total_seconds())
    assert not (await revocations(auth)).revocations
    await store.add(auth.organization_id, "user_2", auth.clock.now())
    assert await store._documents.count("system", REVOCATIONS) == 1
