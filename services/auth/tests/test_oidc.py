"""An identity provider lets in whom it vouches for: a small one on loopback, over real HTTP."""

import asyncio
import base64
import re
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
from voicera_kit.audit.note import noting
from voicera_kit.documents import SYSTEM_ORGANIZATION
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    Unauthenticated,
    Unavailable,
)
from voicera_kit.sealing import KeyRing, Sealer, SealingKey
from voicera_kit.testing import open_documents_in

from .fakes.provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, rsa_key, running_provider

PUBLIC = "https://voice.example.com"
KEY = SealingKey("one", b"1" * 32)


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

        def replica(issuer: str, key: SealingKey = KEY) -> OidcSignIn:
            settings = OidcSettings(
                oidc_issuer=issuer, oidc_client_id=CLIENT_ID, oidc_client_secret=CLIENT_SECRET
            )
            web = ProviderWeb.open()
            stack.push_async_callback(web.close)
            states = StateStore(documents, Sealer(KeyRing([key])), clock)
            at = Provider(settings, PUBLIC, web, clock)
            return OidcSignIn(at, states, UserStore(documents), clock)

        yield replica


@pytest.fixture
def sign_in(sign_in_at, provider) -> OidcSignIn:
    return sign_in_at(provider.issuer)


async def through(sign_in: OidcSignIn, provider: FakeProvider, subject: str = "person-1") -> User:
    started = await sign_in.start("/calls")
    return await sign_in.finish(started.state, provider.sign_in(started.authorization_url, subject))


async def refused(awaitable, reason: str = "SIGN_IN_FAILED") -> None:
    with pytest.raises(Unauthenticated) as refusal:
        await awaitable
    assert refusal.value.reason == reason
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
        {"sub": ""},
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


async def test_nothing_is_stored_of_a_sign_in_that_has_only_begun(sign_in, documents):
    await sign_in.start("/calls")
    assert await documents.count(SYSTEM_ORGANIZATION, OIDC_STATES) == 0


async def test_a_finished_sign_in_is_remembered_until_its_state_expires(sign_in, provider, documents, clock):
    await through(sign_in, provider)
    [document] = (await documents.find(SYSTEM_ORGANIZATION, OIDC_STATES)).items
    assert re.fullmatch("[0-9a-f]{64}", document.id)
    assert document.body == {"expires_at": (clock.now() + timedelta(minutes=10)).isoformat()}


async def test_a_state_written_otherwise_is_the_same_state(sign_in, provider):
    started = await sign_in.start("")
    code = provider.sign_in(started.authorization_url)
    assert await sign_in.finish(started.state, code)
    for again in (f"{started.state}=", f"{started.state[:-1]}!{started.state[-1]}"):
        await refused(sign_in.finish(again, provider.sign_in(started.authorization_url)))


async def test_a_state_that_was_changed_is_refused(sign_in, provider):
    started = await sign_in.start("")
    middle = len(started.state) // 2
    other = "A" if started.state[middle] != "A" else "B"
    changed = started.state[:middle] + other + started.state[middle + 1 :]
    await refused(sign_in.finish(changed, provider.sign_in(started.authorization_url)))


@pytest.mark.parametrize("key", [SealingKey("one", b"2" * 32), SealingKey("two", b"1" * 32)])
async def test_a_state_sealed_under_a_key_that_is_gone_is_refused(sign_in_at, provider, key):
    started = await sign_in_at(provider.issuer, key).start("")
    code = provider.sign_in(started.authorization_url)
    await refused(sign_in_at(provider.issuer).finish(started.state, code))


async def test_the_verifier_is_not_to_be_read_in_the_state(documents, clock):
    state, begun = StateStore(documents, Sealer(KeyRing([KEY])), clock).begin()
    assert begun.verifier.encode() not in base64.urlsafe_b64decode(state.rpartition(".")[2] + "==")


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


async def test_whoever_the_address_is_given_to_next_is_not_let_in(sign_in, provider):
    await through(sign_in, provider)
    with structlog.testing.capture_logs() as logs, noting() as notes:
        await refused(through(sign_in, provider, "person-2"), "OIDC_SUBJECT_CHANGED")
    assert [each["problem"] for each in logs] == ["another subject"]
    assert (notes.organization_id, notes.actor_id) == ("org_1", "user_1")
    assert (await through(sign_in, provider)).id == "user_1"


async def test_a_person_without_a_password_is_told_from_the_next_one_too(sign_in, provider, documents):
    await UserStore(documents).add(User("user_2", "asha@example.com", "Asha", "", "org_2"))
    provider.email = "asha@example.com"
    await through(sign_in, provider)
    await refused(through(sign_in, provider, "person-2"), "OIDC_SUBJECT_CHANGED")


async def test_of_two_people_who_come_first_at_once_one_is_let_in(sign_in, provider):
    people = (through(sign_in, provider, subject) for subject in ("person-1", "person-2"))
    outcomes = await asyncio.gather(*people, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["Unauthenticated", "User"]


async def test_whoever_is_removed_and_invited_again_is_bound_anew(sign_in, provider, documents):
    await through(sign_in, provider)
    users = UserStore(documents)
    await users.delete("user_1")
    await users.add(User("user_2", "owner@example.com", "Owner", "a hash", "org_1", email_verified=True))
    assert (await through(sign_in, provider, "person-2")).id == "user_2"


async def test_another_issuer_binds_the_account_anew(sign_in, sign_in_at, provider, documents, clock, keys):
    await through(sign_in, provider)
    with running_provider(FakeProvider(clock, keys[0])) as next_one:
        assert await through(sign_in_at(next_one.issuer), next_one, "person-2")
        user = await UserStore(documents).get("user_1")
    assert (user.oidc_issuer, user.oidc_subject) == (next_one.issuer, "person-2")


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
    states = StateStore(documents, Sealer(KeyRing([KEY])), clock)
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
        OidcSettings(service_secret="a secret" * 4, **values)
