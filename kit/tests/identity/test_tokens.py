from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voicera_kit.clock import VirtualClock
from voicera_kit.errors import Unauthenticated, Unavailable
from voicera_kit.identity import ROLES, TokenVerifier, acting_as, current_identity, permissions_of
from voicera_kit.testing import Signer

VALID = {"sub": "user_1", "org": "org_1", "kind": "member", "role": "admin"}


class CountingKeys:
    """A key source that can be down and counts how often it is asked."""

    def __init__(self, *signers: Signer) -> None:
        self.signers = list(signers)
        self.asked = 0
        self.down = False

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        self.asked += 1
        if self.down:
            raise Unavailable("down")
        return {key_id: key for signer in self.signers for key_id, key in (await signer.keys()).items()}


@pytest.fixture
def signer(clock: VirtualClock) -> Signer:
    return Signer(clock)


@pytest.fixture
def source(signer: Signer) -> CountingKeys:
    return CountingKeys(signer)


@pytest.fixture
def verifier(source: CountingKeys, clock: VirtualClock) -> TokenVerifier:
    return TokenVerifier(source, clock)


async def test_members_and_services_are_told_apart(signer: Signer, verifier: TokenVerifier):
    for identity in (signer.member("org_1", "viewer", "user_9"), signer.service("gateway")):
        assert await verifier.verify(identity.token) == identity
    assert "eyJ" not in repr(signer.service("gateway"))


async def test_an_api_key_may_what_its_scopes_name(signer: Signer, verifier: TokenVerifier):
    identity = await verifier.verify(signer.api_key("org_1", "calls.read", "world.rule").token)
    assert (identity.kind, identity.role, identity.subject) == ("api_key", None, "key_1")
    assert identity.may("calls.read")
    assert not identity.may("calls.place")
    assert not identity.may("world.rule")


@pytest.mark.parametrize("scopes", [None, "calls.read", [1]])
async def test_an_api_keys_token_without_scopes_is_refused(
    signer: Signer, verifier: TokenVerifier, scopes: Any
):
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer.sign(sub="key_1", org="org_1", kind="api_key", scopes=scopes))


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "somebody"},
        {"aud": "somebody"},
        {"kind": "robot"},
        {"role": "emperor"},
        {"role": None},
        {"org": 7},
        {"exp": "soon"},
        *({name: None} for name in ("sub", "org", "kind", "iat", "exp", "jti", "iss", "aud")),
    ],
    ids=str,
)
async def test_tokens_with_wrong_claims_are_refused(
    signer: Signer, verifier: TokenVerifier, change: dict[str, object]
):
    assert await verifier.verify(signer.sign(**VALID))
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer.sign(**(VALID | change)))


async def test_tokens_expire_even_when_remembered(
    signer: Signer, verifier: TokenVerifier, clock: VirtualClock
):
    token = signer.sign(**VALID, exp=clock.now() + timedelta(seconds=30))
    await verifier.verify(token)
    await clock.advance(45)
    with pytest.raises(Unauthenticated) as caught:
        await verifier.verify(token)
    assert caught.value.reason == "TOKEN_EXPIRED"


async def test_tokens_of_the_future_are_refused(signer: Signer, verifier: TokenVerifier, clock: VirtualClock):
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer.sign(**VALID, iat=clock.now() + timedelta(minutes=5)))


async def test_forged_tokens_are_refused(signer: Signer, verifier: TokenVerifier, clock: VirtualClock):
    good = signer.sign(**VALID)
    header = jwt.get_unverified_header(good)
    claims = jwt.decode(good, options={"verify_signature": False})
    other = jwt.encode(claims, Ed25519PrivateKey.generate(), "EdDSA", headers=header)
    unsigned = jwt.encode(claims, None, "none", headers=header | {"alg": "none"})
    swapped = ".".join((*good.split(".")[:2], other.split(".")[2]))
    for forged in (other, unsigned, swapped, good[:-4], "", "..", good + "."):
        with pytest.raises(Unauthenticated):
            await verifier.verify(forged)


async def test_the_public_key_is_no_shared_secret(signer: Signer, verifier: TokenVerifier):
    (key_id, key) = next(iter((await signer.keys()).items()))
    claims = jwt.decode(signer.sign(**VALID), options={"verify_signature": False})
    forged: Any = jwt.encode(claims, key.public_bytes_raw() * 2, "HS256", headers={"kid": key_id})
    with pytest.raises(Unauthenticated):
        await verifier.verify(forged)


async def test_a_new_key_is_found_and_unknown_ones_do_not_flood(
    signer: Signer, source: CountingKeys, verifier: TokenVerifier, clock: VirtualClock
):
    await verifier.verify(signer.sign(**VALID))
    for _ in range(20):
        with pytest.raises(Unauthenticated):
            await verifier.verify(Signer(clock).sign(**VALID))
    assert source.asked == 1
    rotated = Signer(clock)
    source.signers.append(rotated)
    await clock.advance(3)
    assert await verifier.verify(rotated.sign(**VALID))
    assert source.asked == 2


async def test_withdrawn_keys_are_forgotten(
    signer: Signer, source: CountingKeys, verifier: TokenVerifier, clock: VirtualClock
):
    await verifier.verify(signer.sign(**VALID))
    source.signers.clear()
    await clock.advance(301)
    with pytest.raises(Unauthenticated):
        await verifier.verify(signer.sign(**VALID))


async def test_known_keys_serve_while_the_source_is_down(
    signer: Signer, source: CountingKeys, verifier: TokenVerifier, clock: VirtualClock
):
    await verifier.verify(signer.sign(**VALID))
    source.down = True
    await clock.advance(1000)
    assert await verifier.verify(signer.sign(**VALID))


async def test_without_any_key_the_answer_is_unavailable(
    signer: Signer, source: CountingKeys, verifier: TokenVerifier
):
    source.down = True
    with pytest.raises(Unavailable):
        await verifier.verify(signer.sign(**VALID))


def test_every_role_includes_the_one_before():
    grants = [permissions_of(role) for role in ("viewer", "operator", "admin", "owner")]
    assert all(lower < higher for lower, higher in pairwise(grants))
    assert all(permission.endswith(".read") for permission in ROLES["viewer"])
    assert permissions_of("emperor") == permissions_of(None) == frozenset()


def test_outside_of_a_call_nobody_is_signed_in(signer: Signer):
    person = signer.member("org_1")
    with acting_as(person):
        assert current_identity() == person
    with pytest.raises(Unauthenticated):
        current_identity()
