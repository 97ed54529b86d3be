"""Verifies ID tokens (OpenID Connect Core, section 3.1.3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from voicera_auth.oidc.provider import Provider
from voicera_kit.clock import Clock

_LEEWAY_S: Final = 60


class IdTokenWrong(Exception):  # noqa: N818 - reads as what is the matter
    """The message says what is wrong, for the log: it quotes nothing of the token."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a provider vouches for: it may give the address to somebody else one day, the subject never."""

    subject: str
    email: str


async def verified_person(token: str, nonce: str, provider: Provider, clock: Clock) -> Person:
    """Return who signed in; IdTokenWrong unless the provider itself vouches for their address, to us, now."""
    claims = await _signed_claims(token, provider)
    _require_ours(claims, nonce, provider, clock)
    subject, email = claims["sub"], claims.get("email")
    if not isinstance(subject, str) or not subject:
        raise IdTokenWrong("no subject")
    if not isinstance(email, str) or not email:
        raise IdTokenWrong("no e-mail address")
    if claims.get("email_verified") is not True:
        raise IdTokenWrong("e-mail address not verified")
    return Person(subject, email)


async def _signed_claims(token: str, provider: Provider) -> Mapping[str, Any]:
    algorithms = (await provider.discovery()).algorithms
    try:
        return _decoded(token, await provider.keys(), algorithms)
    except IdTokenWrong:
        # The provider may have a new key since we asked.
        return _decoded(token, await provider.keys(again=True), algorithms)


def _decoded(token: str, keys: KeySet, algorithms: frozenset[str]) -> Mapping[str, Any]:
    try:
        return jwt.decode(token, keys, algorithms=list(algorithms)).claims
    except (JoseError, ValueError, TypeError, KeyError):
        raise IdTokenWrong("signature not valid") from None


def _require_ours(claims: Mapping[str, Any], nonce: str, provider: Provider, clock: Clock) -> None:
    registry = jwt.JWTClaimsRegistry(
        now=int(clock.now().timestamp()),
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": provider.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": provider.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        registry.validate(dict(claims))
    except JoseError as error:
        raise IdTokenWrong(getattr(error, "claim", None) or type(error).__name__) from None
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != provider.client_id:
        raise IdTokenWrong("azp")
