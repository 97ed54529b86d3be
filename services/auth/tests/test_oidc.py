"""An identity provider lets in whom it vouches for: a small one on loopback, over real HTTP."""

import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import structlog
from pydantic import ValidationError

from voicera_auth.account.model import User
from voicera_auth.account.store import USERS, UserStore
from voicera_auth.oidc.provider import Provider
from voicera_auth.oidc.service import OidcSignIn
from voicera_auth.oidc.settings import OidcSettings
from voicera_auth.oidc.states import OIDC_STATES, StateStore
from voicera_auth.oidc.web import ProviderWeb
from voicera_kit.documents import SYSTEM_ORGANIZATION
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    Unauthenticated,
    Unavailable,
)
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.testing import open_documents_in

from .fakes.provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, rsa_key, running_provider

PUBLIC = "https://voice.example.com"


@pytest.fixture(scope="session")
def keys():
    """Making one costs a tenth of a second."""
    return rsa_key(), rsa_key()


@pytest.fixture
def provider(clock, keys):
    with running_provider(FakeProvider(clock, keys[0])) as running:
        yield running


@pytest.fixture
async def documents(tmp_path, clock):
    async with open_documents_in(tmp_path, (USERS, OIDC_STATES), clock) as opened:
        users = UserStore(opened)
        await users.add(User("user_1", "owner@example.com", "Owner", "a hash", "org_1", email_verified=True))
        yield opened


@pytest.fixture
async def sign_in_at(clock, documents):
    """Returns what signs in at an issuer; two of them are two replicas."""
    async with AsyncExitStack() as stack:

        def replica(issuer: str, client_id: str = CLIENT_ID) -> OidcSignIn:
            settings = OidcSettings(
                oidc_issuer=issuer, oidc_client_id=client_id, oidc_client_secret=CLIENT_SECRET
            )
            web = ProviderWeb.open()
            stack.push_async_callback(web.close)
            states = StateStore(documents, Sealer(KeyRing([SealingKey("one", b"1" * 32)])), clock)
            at = Provider(settings, PUBLIC, web, clock)
            return OidcSignIn(at, states, UserStore(documents), clock)

        yield replica


@pytest.fixture
def sign_in(sign_in_at, provider) -> OidcSignIn:
    return sign_in_at(provider.issuer)


async def through(sign_in: OidcSignIn, provider: FakeProvider) -> User:
    started = await sign_in.start("/calls")
    return await sign_in.finish(started.state, provider.sign_in(started.authorization_url))


async def refused(awaitable) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await awaitable
    assert refusal.value.reason == "SIGN_IN_FAILED"
    assert refusal.value.message == "the identity provider did not let this person in"


@pytest.mark.parametrize("email", ["owner@example.com", "Owner@Example.COM"])
async def test_whoever_the_provider_vouches_for_is_let_in(sign_in, provider, email):
    provider.email = email
    assert (await through(sign_in, provider)).id == "user_1"


async def test_the_browser_is_sent_there_with_everything_that_binds_its_return(sign_in, provider):
    started = await sign_in.start("/calls")
    url = urlsplit(started.authorization_url)
    asked = parse_qs(url.query)
    assert f"{url.scheme}://{url.netloc}{url.path}" == f"{provider.issuer}/authorize"
    assert asked["redirect_uri"] == [f"{PUBLIC}/session/oidc/callback"]
    assert (asked["client_id"], asked["state"], asked["tenant"]) == ([CLIENT_ID], [started.state], ["1"])
    assert len(asked["nonce"][0]) >= 32
    assert len(asked["code_challenge"][0]) == 43


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another"], "azp": "another"},
        {"aud": [CLIENT_ID, "another"]},
        {"iss": "https://another.example.com"},
        {"iss": None},
        {"exp": 1},
        {"exp": None},
        {"iat": 1 << 40},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": None},
        {"email": ""},
        {"email": "stranger@example.com"},
        {"sub": None},
    ],
    ids=str,
)
async def test_a_token_that_says_anything_else_is_refused(sign_in, provider, claims):
    provider.claims = claims
    await refused(through(sign_in, provider))


async def test_one_of_several_audiences_is_ours_if_it_was_issued_to_us(sign_in, provider):
    provider.claims = {"aud": ["another", CLIENT_ID], "azp": CLIENT_ID}
    assert (await through(sign_in, provider)).id == "user_1"


@pytest.mark.parametrize(("late_s", "is_good"), [(359, True), (361, False)])
async def test_a_token_expires(sign_in, provider, clock, late_s, is_good):
    provider.claims = {"exp": int(clock.now().timestamp()) + 300}
    await clock.advance(late_s)
    attempt = through(sign_in, provider)
    if is_good:
        assert await attempt
    else:
        await refused(attempt)


async def test_an_unsigned_token_is_refused(sign_in, provider):
    provider.algorithm, provider.signing_key = "none", ""
    await refused(through(sign_in, provider))


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused(sign_in, provider):
    numbers = provider.key.public_key().public_numbers()
    provider.algorithm, provider.signing_key = "HS256", numbers.n.to_bytes(256, "big")
    await refused(through(sign_in, provider))


async def test_a_token_in_an_algorithm_the_provider_does_not_publish_is_refused(sign_in, provider):
    provider.algorithm = "RS512"
    await refused(through(sign_in, provider))


async def test_a_token_signed_by_another_is_refused(sign_in, provider, keys):
    provider.signing_key = keys[1]
    await refused(through(sign_in, provider))


async def test_a_new_key_of_the_provider_is_found(sign_in, provider, keys, clock):
    await through(sign_in, provider)
    provider.key, provider.key_id = keys[1], "two"
    await refused(through(sign_in, provider))
    await clock.advance(11)
    assert await through(sign_in, provider)
    assert provider.asked.count("/keys") == 2


async def test_a_state_is_good_once(sign_in, provider):
    started = await sign_in.start("/calls")
    assert await sign_in.finish(started.state, provider.sign_in(started.authorization_url))
    await refused(sign_in.finish(started.state, provider.sign_in(started.authorization_url)))


async def test_of_two_replicas_one_finishes(sign_in_at, provider):
    replicas = [sign_in_at(provider.issuer) for _ in range(2)]
    started = await replicas[0].start("")
    codes = [provider.sign_in(started.authorization_url) for _ in replicas]
    outcomes = await asyncio.gather(
        *(each.finish(started.state, code) for each, code in zip(replicas, codes, strict=True)),
        return_exceptions=True,
    )
    assert sum(isinstance(each, User) for each in outcomes) == 1
    assert sum(isinstance(each, Unauthenticated) for each in outcomes) == 1


async def test_a_state_is_good_for_ten_minutes(sign_in, provider, clock):
    started = await sign_in.start("/calls")
    code = provider.sign_in(started.authorization_url)
    await clock.advance(timedelta(minutes=10).total_seconds())
    await refused(sign_in.finish(started.state, code))


@pytest.mark.parametrize("code", ["", "unknown", "x" * 10_000])
async def test_a_state_without_its_code_is_refused(sign_in, code):
    started = await sign_in.start("/calls")
    await refused(sign_in.finish(started.state, code))
    await refused(sign_in.finish("never given", "code"))


async def test_a_code_of_another_sign_in_is_refused(sign_in, provider):
    mine, theirs = await sign_in.start(""), await sign_in.start("")
    await refused(sign_in.finish(mine.state, provider.sign_in(theirs.authorization_url)))


async def test_sign_ins_that_have_begun_are_bounded(sign_in, monkeypatch):
    monkeypatch.setattr("voicera_auth.oidc.states._AT_ONCE", 2)
    for _ in range(2):
        await sign_in.start("")
    with pytest.raises(ResourceExhausted) as refusal:
        await sign_in.start("")
    assert refusal.value.retry_after == timedelta(minutes=10)


async def test_sign_ins_that_were_given_up_make_room(sign_in, clock, monkeypatch):
    monkeypatch.setattr("voicera_auth.oidc.states._AT_ONCE", 2)
    for _ in range(2):
        await sign_in.start("")
    await clock.advance(600)
    assert await sign_in.start("")


async def test_neither_state_nor_verifier_are_stored(sign_in, documents):
    started = await sign_in.start("/calls")
    [document] = (await documents.find("system", OIDC_STATES)).items
    assert started.state not in f"{document.id} {document.body}"
    assert document.body["sealed"].startswith("v1.")


async def test_the_secret_is_sent_as_the_provider_wants_it(sign_in, provider):
    provider.discovery = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    provider.secret_by = "post"
    assert await through(sign_in, provider)


@pytest.mark.parametrize(
    "discovery",
    [
        {"issuer": "https://another.example.com"},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
        {"token_endpoint": "ftp://example.com"},
        {"authorization_endpoint": None},
    ],
    ids=str,
)
async def test_a_provider_that_cannot_be_relied_on_is_not_used(sign_in, provider, discovery):
    provider.discovery = discovery
    with pytest.raises(Unavailable):
        await sign_in.start("/calls")


async def test_a_provider_that_is_down_is_said_to_be(sign_in_at):
    with pytest.raises(Unavailable):
        await sign_in_at("http://127.0.0.1:9").start("/calls")


@pytest.mark.parametrize(
    "path", ["calls", "//evil.example.com", "/\\evil", "https://evil.example.com", "/a\n"]
)
async def test_a_way_back_that_leads_elsewhere_is_refused(sign_in, path):
    with pytest.raises(InvalidArgument) as refusal:
        await sign_in.start(path)
    assert refusal.value.violations[0].field == "return_to"


async def test_logs_tell_what_was_wrong_and_nothing_of_the_person(sign_in, provider):
    provider.claims = {"email": "stranger@example.com"}
    with structlog.testing.capture_logs() as logs:
        await refused(through(sign_in, provider))
    assert [each["problem"] for each in logs] == ["no account"]
    assert "stranger" not in str(logs)


async def test_whoever_took_the_address_first_does_not_get_its_owner_in(sign_in, provider, documents):
    squatter = User("user_2", "asha@example.com", "Asha", "a hash", "org_2")
    await UserStore(documents).add(squatter)
    provider.email = squatter.email
    with structlog.testing.capture_logs() as logs:
        await refused(through(sign_in, provider))
    assert [each["problem"] for each in logs] == ["the account's address is not proven"]
    assert not (await UserStore(documents).get("user_2")).email_verified


async def test_an_account_without_a_password_is_proven_by_the_provider(sign_in, provider, documents):
    await UserStore(documents).add(User("user_2", "asha@example.com", "Asha", "", "org_2"))
    provider.email = "asha@example.com"
    assert (await through(sign_in, provider)).email_verified
    assert (await UserStore(documents).get("user_2")).email_verified


async def test_an_account_stored_before_addresses_were_proven_is_not_proven(documents):
    await documents.insert(
        SYSTEM_ORGANIZATION,
        USERS,
        "user_2",
        {
            "email": "a@example.com",
            "display_name": "A",
            "password_hash": "a hash",
            "organization_id": "org_2",
        },
    )
    assert not (await UserStore(documents).get("user_2")).email_verified


async def test_without_a_provider_it_is_off(documents, clock):
    states = StateStore(documents, Sealer(KeyRing([SealingKey("one", b"1" * 32)])), clock)
    nowhere = OidcSignIn(None, states, UserStore(documents), clock)
    for attempt in (nowhere.start("/"), nowhere.finish("state", "code")):
        with pytest.raises(FailedPrecondition) as refusal:
            await attempt
        assert refusal.value.reason == "OIDC_OFF"


@pytest.mark.parametrize(
    ("values", "variable"),
    [
        ({"oidc_issuer": "https://id.example.com"}, "VOICERA_OIDC_CLIENT_ID"),
        ({"oidc_issuer": "id.example.com", "oidc_client_id": "x"}, "VOICERA_OIDC_ISSUER"),
        ({"oidc_issuer": "https://id.example.com?a", "oidc_client_id": "x"}, "VOICERA_OIDC_ISSUER"),
        (
            {"oidc_issuer": "http://id.example.com", "oidc_client_id": "x", "mode": "production"},
            "VOICERA_OIDC_ISSUER",
        ),
    ],
)
def test_half_a_provider_is_no_setting(values, variable):
    with pytest.raises(ValidationError, match=variable):
        OidcSettings(service_secret="a secret", **values)
