"""Verifies access tokens: EdDSA JSON Web Tokens issued by VoiceERA for VoiceERA."""

from collections import OrderedDict
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import Any, Final, NamedTuple, NoReturn

import jwt

from voicera_kit.clock import Clock, SystemClock
from voicera_kit.errors import Reason, Unauthenticated
from voicera_kit.identity.keys import KeyRing, KeySource
from voicera_kit.identity.model import Identity
from voicera_kit.identity.revocations import MAX_TOKEN_LIFE_S, RevocationSource, Revoked
from voicera_kit.identity.roles import ROLES

ISSUER: Final = "voicera"
AUDIENCE: Final = "voicera"
ALGORITHM: Final = "EdDSA"
_CLAIMS: Final = ("sub", "org", "kind", "iat", "exp", "jti", "iss", "aud")
_SKEW_S: Final = 10.0
_REMEMBERED: Final = 4096
_REMEMBER_S: Final = 60.0


class _Known(NamedTuple):
    """A token that was verified, and until when that holds, in Unix seconds."""

    identity: Identity
    until: float


class TokenVerifier:
    """Remembers tokens it verified for a minute, since a signature costs more than the rest of a small call."""

    def __init__(
        self, keys: KeySource, clock: Clock | None = None, revocations: RevocationSource | None = None
    ) -> None:
        self._clock = clock or SystemClock()
        self._ring = KeyRing(keys, self._clock)
        self._revoked = Revoked(revocations, self._clock)
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def following_revocations(self, poll_s: float) -> AbstractAsyncContextManager[None]:
        """Learn every `poll_s` seconds, until the block ends, which tokens are no longer good."""
        return self._revoked.followed(poll_s)

    async def verify(self, token: str) -> Identity:
        """Return who the token stands for, or raise Unauthenticated."""
        now = self._clock.now().timestamp()
        known = self._known.get(token)
        if known is None or now >= known.until:
            known = self._checked(await self._claims(token), token, now)
            self._remember(known)
        self._require_unrevoked(known.identity)
        return known.identity

    async def until_revoked(self, identity: Identity) -> NoReturn:
        """Wait until the token is revoked, whether it has expired or not; then raise Unauthenticated as verify does."""
        while True:
            self._require_unrevoked(identity)
            await self._revoked.more()

    def _require_unrevoked(self, identity: Identity) -> None:
        subjects = (identity.subject, identity.session_id)
        if self._revoked.holds(identity.organization_id, subjects, identity.issued_at):
            raise Unauthenticated("the session has ended", reason=Reason.SESSION_ENDED)

    @staticmethod
    def _checked(claims: dict[str, Any], token: str, now: float) -> _Known:
        issued_at, expires_at = _moment(claims, "iat"), _moment(claims, "exp") + _SKEW_S
        if now >= expires_at:
            raise Unauthenticated("the token has expired", reason=Reason.TOKEN_EXPIRED)
        if issued_at > now + _SKEW_S:
            raise Unauthenticated("the token is from the future")
        if expires_at - issued_at > MAX_TOKEN_LIFE_S + _SKEW_S:
            raise Unauthenticated("the token lives too long")
        identity = replace(_identity_of(claims, token), issued_at=issued_at)
        return _Known(identity, min(expires_at, now + _REMEMBER_S))

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            key_id = jwt.get_unverified_header(token).get("kid")
        except jwt.PyJWTError:
            raise Unauthenticated("the token cannot be read") from None
        if not isinstance(key_id, str):
            raise Unauthenticated("the token names no key")
        key = await self._ring.find(key_id)
        # The two times are compared with our own clock, which tests move.
        options: Any = {"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False}
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[ALGORITHM], audience=AUDIENCE, issuer=ISSUER, options=options
            )
        except jwt.PyJWTError:
            raise Unauthenticated("the token is not valid") from None
        return claims

    def _remember(self, known: _Known) -> None:
        token = known.identity.token
        self._known[token] = known
        self._known.move_to_end(token)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


def _moment(claims: dict[str, Any], name: str) -> float:
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unauthenticated("the token is not valid")
    return float(value)


def _identity_of(claims: dict[str, Any], token: str) -> Identity:
    subject, organization_id, role = claims["sub"], claims["org"], claims.get("role")
    if not (isinstance(subject, str) and isinstance(organization_id, str)):
        raise Unauthenticated("the token is not valid")
    match claims["kind"]:
        case "service":
            return Identity(organization_id, subject, "service", None, token)
        case "member" if role in ROLES:
            session_id = str(claims.get("sid", ""))
            return Identity(organization_id, subject, "member", role, token, session_id=session_id)
        case "api_key":
            return Identity(organization_id, subject, "api_key", None, token, _scopes(claims))
    raise Unauthenticated("the token is of an unknown kind")


def _scopes(claims: dict[str, Any]) -> frozenset[str]:
    scopes = claims.get("scopes")
    if not isinstance(scopes, list) or not all(isinstance(each, str) for each in scopes):
        raise Unauthenticated("the token is not valid")
    return frozenset(scopes)
