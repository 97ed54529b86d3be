"""Programs call with keys that permit what they name, until they end."""

import asyncio
from datetime import timedelta

import pytest
import structlog

from voicera.auth.v1 import api_key_service_pb2 as pb
from voicera.auth.v1 import (
    api_key_service_pb2_grpc,
    profile_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)
from voicera.auth.v1 import profile_service_pb2 as profiles
from voicera_auth.api_key.service import ApiKeyService
from voicera_auth.api_key.store import API_KEYS, ApiKeyStore
from voicera_auth.app import open_app
from voicera_auth.keys.ring import Claims
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.settings import AuthSettings
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unauthenticated,
)
from voicera_kit.identity import Identity


@pytest.fixture
async def auth(auth):
    """With an administrator."""
    await organizations(auth).add_member(
        auth.organization_id, "user_7", "seven@example.com", "Seven", "admin"
    )
    return auth


def organizations(auth) -> OrganizationStore:
    return OrganizationStore(auth.app.api_keys._keys._documents)


def acting(auth, kind: str = "member", role: str = "admin", organization_id: str = "", **claims) -> Identity:
    organization_id = organization_id or auth.organization_id
    token = auth.app.keys.sign(Claims("user_7", organization_id, kind, role, **claims), 900)
    return Identity(organization_id, "user_7", "member", role, token)


def keys(auth) -> api_key_service_pb2_grpc.ApiKeyServiceStub:
    return auth.mesh.stub(api_key_service_pb2_grpc.ApiKeyServiceStub)


async def create(auth, *scopes: str, by: Identity | None = None, **fields) -> pb.CreateApiKeyResponse:
    request = pb.CreateApiKeyRequest(display_name="Reports", scopes=scopes or ["calls.read"], **fields)
    return await keys(auth).CreateApiKey(request, metadata=auth.mesh.forward(by or acting(auth)))


async def program(auth, *scopes: str) -> Identity:
    """Somebody who acts with a key."""
    created = await create(auth, *scopes)
    token = await exchange(auth, created.secret)
    return Identity(auth.organization_id, created.api_key.id, "api_key", None, token, frozenset(scopes))


async def exchange(auth, secret: str) -> str:
    gateway = acting(auth, "service", "")
    stub = auth.mesh.stub(token_service_pb2_grpc.TokenServiceStub)
    request = token_service_pb2.ExchangeApiKeyRequest(api_key=secret)
    return (await stub.ExchangeApiKey(request, metadata=auth.mesh.forward(gateway))).access_token


async def refused(auth, secret: str) -> tuple[str, str]:
    with pytest.raises(Unauthenticated) as refusal:
        await exchange(auth, secret)
    return refusal.value.reason, refusal.value.message


async def rotate(auth, key_id: str, overlap_s: int) -> pb.CreateApiKeyResponse:
    request = pb.RotateApiKeyRequest(id=key_id, overlap_s=overlap_s)
    return await keys(auth).RotateApiKey(request, metadata=auth.mesh.forward(acting(auth)))


async def revoke(auth, key_id: str) -> pb.ApiKey:
    request = pb.RevokeApiKeyRequest(id=key_id)
    return await keys(auth).RevokeApiKey(request, metadata=auth.mesh.forward(acting(auth)))


async def get(auth, key_id: str, by: Identity | None = None) -> pb.ApiKey:
    request = pb.GetApiKeyRequest(id=key_id)
    return await keys(auth).GetApiKey(request, metadata=auth.mesh.forward(by or acting(auth)))


async def test_a_keys_token_permits_what_its_scopes_name(auth):
    created = await create(auth, "calls.read", "calls.place", "calls.read")
    assert created.secret.startswith(created.api_key.prefix)
    assert (created.api_key.created_by, list(created.api_key.scopes)) == (
        "user_7",
        ["calls.place", "calls.read"],
    )
    identity = await auth.app.verifier(auth.clock).verify(await exchange(auth, created.secret))
    assert (identity.kind, identity.subject) == ("api_key", created.api_key.id)
    assert identity.organization_id == auth.organization_id
    assert identity.permissions == {"calls.read", "calls.place"}


async def test_the_secret_is_stored_nowhere(auth, tmp_path):
    secret = (await create(auth)).secret
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert secret.encode() not in stored
    assert secret.rpartition("_")[2].encode() not in stored


async def test_nobody_gives_a_key_what_they_do_not_have(auth):
    with pytest.raises(PermissionDenied) as refusal:
        await create(auth, "calls.read", "organization.write")
    assert refusal.value.metadata["permission"] == "organization.write"
    key = await program(auth, "api_keys.write", "calls.read")
    assert (await create(auth, "calls.read", by=key)).secret
    with pytest.raises(PermissionDenied):
        await create(auth, "calls.place", by=key)


async def test_nobody_rotates_a_key_that_may_more_than_they(auth):
    created = await create(auth, "calls.place")
    key = acting(auth, "api_key", "", scopes=("api_keys.write", "calls.read"))
    with pytest.raises(PermissionDenied):
        await keys(auth).RotateApiKey(
            pb.RotateApiKeyRequest(id=created.api_key.id), metadata=auth.mesh.forward(key)
        )
    assert await exchange(auth, created.secret)


async def test_nobody_gets_a_key_with_a_token_that_no_longer_says_what_is_true(auth):
    admin, kept = acting(auth), await create(auth)
    member = await organizations(auth).member(auth.organization_id, "user_7")
    demoted = await organizations(auth).set_role(auth.organization_id, member, "viewer")
    assert await create(auth, "calls.read", by=admin)
    await refused_to_hold(auth, admin, kept, "agents.write")
    await organizations(auth).remove_member(auth.organization_id, demoted)
    await refused_to_hold(auth, admin, kept, "calls.read")


async def test_nobody_gets_a_key_with_one_that_was_revoked(auth):
    key, kept = await program(auth, "api_keys.write", "calls.read"), await create(auth)
    await revoke(auth, key.subject)
    await refused_to_hold(auth, key, kept, "calls.read")


async def refused_to_hold(auth, who: Identity, kept: pb.CreateApiKeyResponse, scope: str) -> None:
    """Neither by making a key nor by rotating one that may as much; what was made is of no use."""
    with pytest.raises(Unauthenticated) as refusal:
        await create(auth, scope, by=who)
    assert refusal.value.reason == "SESSION_ENDED"
    listed = await keys(auth).ListApiKeys(pb.ListApiKeysRequest(), metadata=auth.mesh.forward(acting(auth)))
    assert listed.api_keys[-1].HasField("revoked_at")
    if scope in kept.api_key.scopes:
        with pytest.raises(Unauthenticated):
            await keys(auth).RotateApiKey(
                pb.RotateApiKeyRequest(id=kept.api_key.id), metadata=auth.mesh.forward(who)
            )


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        ("scopes", {"scopes": []}),
        ("scopes", {"scopes": ["world.rule"]}),
        ("display_name", {"display_name": " "}),
        ("display_name", {"display_name": "x" * 121}),
        ("expires_at", {"expires_at": {"seconds": 1}}),
        ("expires_at", {"expires_at": {"seconds": 1 << 60}}),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(auth, field, fields):
    request = pb.CreateApiKeyRequest(**{"display_name": "Reports", "scopes": ["calls.read"]} | fields)
    with pytest.raises(InvalidArgument) as refusal:
        await keys(auth).CreateApiKey(request, metadata=auth.mesh.forward(acting(auth)))
    assert refusal.value.violations[0].field == field


async def test_whatever_is_wrong_with_a_secret_the_answer_is_the_same(auth):
    good, revoked = await create(auth), await create(auth)
    expiring = await create(auth, expires_at=auth.clock.now() + timedelta(hours=1))
    await revoke(auth, revoked.api_key.id)
    await auth.clock.advance(3600)
    wrong = good.secret[:-1] + ("a" if good.secret[-1] != "a" else "b")
    unknown = f"vek_{'0' * 26}_{'a' * 43}"
    with structlog.testing.capture_logs() as logs:
        answers = {
            await refused(auth, each)
            for each in ("", "vek_", wrong, unknown, revoked.secret, expiring.secret, good.secret + "\n")
        }
    assert answers == {("API_KEY_INVALID", "the API key is not valid")}
    assert not any(each.secret in str(logs) for each in (good, revoked, expiring))
    assert await exchange(auth, good.secret)


async def test_a_token_does_not_outlive_its_key(auth):
    created = await create(auth, expires_at=auth.clock.now() + timedelta(seconds=20))
    token = await exchange(auth, created.secret)
    await auth.clock.advance(20 + 10)
    with pytest.raises(Unauthenticated):
        await auth.app.verifier(auth.clock).verify(token)


async def test_revoking_ends_the_tokens_that_are_out_and_may_be_repeated(auth):
    created = await create(auth)
    token = await exchange(auth, created.secret)
    verifier = auth.app.verifier(auth.clock)
    await verifier.verify(token)
    await auth.clock.advance(1)
    first, second = await revoke(auth, created.api_key.id), await revoke(auth, created.api_key.id)
    assert first.revoked_at == second.revoked_at
    async with verifier.following_revocations(15), asyncio.timeout(5):
        while not verifier._revoked._ends:  # noqa: ASYNC110 - nothing tells when the answer is here
            await asyncio.sleep(0.01)
        with pytest.raises(Unauthenticated) as refusal:
            await verifier.verify(token)
    assert refusal.value.reason == "SESSION_ENDED"


class EndedMeanwhile(ApiKeyStore):
    """A store in which a key is revoked as soon as somebody has read it."""

    async def find(self, key_id):
        key = await super().find(key_id)
        await self.auth.clock.advance(1)
        await self.auth.app.api_keys.revoke(key.organization_id, key_id)
        return key


async def test_a_key_that_is_revoked_while_it_is_exchanged_takes_the_token_along(auth):
    created = await create(auth)
    app, slow = auth.app, EndedMeanwhile(auth.app.api_keys._keys._documents)
    slow.auth = auth
    service = ApiKeyService(
        slow, organizations(auth), app.api_keys._uses, app.keys, app.revocations, auth.clock, 60
    )
    token = (await service.exchange(created.secret)).token
    verifier = app.verifier(auth.clock)
    async with verifier.following_revocations(15), asyncio.timeout(5):
        while not verifier._revoked._ends:  # noqa: ASYNC110 - nothing tells when the answer is here
            await asyncio.sleep(0.01)
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)


async def test_both_secrets_work_while_they_overlap(auth):
    old = await create(auth)
    new = await rotate(auth, old.api_key.id, 60)
    assert new.api_key.id == old.api_key.id
    assert new.secret != old.secret
    assert await exchange(auth, old.secret)
    assert await exchange(auth, new.secret)
    await auth.clock.advance(60)
    assert (await refused(auth, old.secret))[0] == "API_KEY_INVALID"
    assert await exchange(auth, new.secret)


async def test_without_overlap_the_old_secret_and_its_tokens_end(auth):
    old = await create(auth)
    await auth.clock.advance(1)
    new = await rotate(auth, old.api_key.id, 0)
    assert (await refused(auth, old.secret))[0] == "API_KEY_INVALID"
    assert await exchange(auth, new.secret)
    [revocation] = (await auth.app.revocations.since("")).revocations
    assert revocation.subject == old.api_key.id


async def test_a_key_that_ended_is_not_rotated(auth):
    created = await create(auth)
    await revoke(auth, created.api_key.id)
    with pytest.raises(FailedPrecondition) as refusal:
        await rotate(auth, created.api_key.id, 0)
    assert refusal.value.reason == "API_KEY_ENDED"


@pytest.mark.parametrize("overlap_s", [-1, 604_801])
async def test_an_overlap_is_a_week_at_most(auth, overlap_s):
    created = await create(auth)
    with pytest.raises(InvalidArgument) as refusal:
        await rotate(auth, created.api_key.id, overlap_s)
    assert refusal.value.violations[0].field == "overlap_s"


async def test_the_last_use_is_known_to_the_minute(auth):
    created = await create(auth)
    assert not (await get(auth, created.api_key.id)).HasField("last_used_at")
    await auth.clock.advance(90)
    for _ in range(3):
        await exchange(auth, created.secret)
    await written(auth, created.api_key.id)
    used_at = (await get(auth, created.api_key.id)).last_used_at.ToDatetime()
    assert used_at == auth.clock.now().replace(second=0, tzinfo=None)
    revision = await _revision(auth, created.api_key.id)
    await exchange(auth, created.secret)
    await auth.app.api_keys._uses.write()
    assert await _revision(auth, created.api_key.id) == revision


async def written(auth, key_id: str) -> None:
    """Uses are written every ten seconds of the clock, by real I/O."""
    await auth.clock.advance(10)
    async with asyncio.timeout(5):
        while not (await get(auth, key_id)).HasField("last_used_at"):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.01)


async def _revision(auth, key_id: str) -> int:
    documents = auth.app.api_keys._keys._documents
    return (await documents.get(auth.organization_id, API_KEYS, key_id)).revision


async def test_keys_are_listed_oldest_first_and_of_one_organization_only(auth):
    created = [(await create(auth)).api_key.id for _ in range(3)]
    await revoke(auth, created[1])
    stub, owner = keys(auth), auth.mesh.forward(acting(auth))
    first = await stub.ListApiKeys(pb.ListApiKeysRequest(page_size=2), metadata=owner)
    second = await stub.ListApiKeys(
        pb.ListApiKeysRequest(page_size=2, page_token=first.next_page_token), metadata=owner
    )
    assert [key.id for key in (*first.api_keys, *second.api_keys)] == created
    stranger = acting(auth, organization_id="org_other")
    assert not (
        await stub.ListApiKeys(pb.ListApiKeysRequest(), metadata=auth.mesh.forward(stranger))
    ).api_keys
    with pytest.raises(NotFound):
        await get(auth, created[0], by=stranger)


async def test_a_key_has_no_profile(auth):
    token = await exchange(auth, (await create(auth)).secret)
    key = Identity(auth.organization_id, "", "api_key", None, token)
    stub = auth.mesh.stub(profile_service_pb2_grpc.ProfileServiceStub)
    with pytest.raises(FailedPrecondition) as refusal:
        await stub.GetProfile(profiles.GetProfileRequest(), metadata=auth.mesh.forward(key))
    assert refusal.value.reason == "NOT_A_MEMBER"


async def test_people_do_not_exchange_keys(auth):
    created = await create(auth)
    stub = auth.mesh.stub(token_service_pb2_grpc.TokenServiceStub)
    with pytest.raises(PermissionDenied):
        await stub.ExchangeApiKey(
            token_service_pb2.ExchangeApiKeyRequest(api_key=created.secret),
            metadata=auth.mesh.forward(acting(auth)),
        )


async def test_the_lifetime_of_a_keys_token_follows_the_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("VOICERA_API_KEY_TOKEN_S", "45")
    async with open_app(AuthSettings(data_dir=tmp_path)) as app:
        await OrganizationStore(app.documents).add_member("org_1", "user_1", "a@example.com", "A", "admin")
        admin = Identity("org_1", "user_1", "member", "admin", "")
        shown = await app.api_keys.create(admin, "Reports", ["calls.read"], None)
        assert (await app.api_keys.exchange(shown.secret.text)).expires_in_s == 45
