"""Rules of signing in at an identity provider: who may begin, and whom it lets in."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Final

import structlog

from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.store import UserStore
from voicera_auth.oidc.id_token import IdTokenWrong, Person, verified_person
from voicera_auth.oidc.provider import Provider
from voicera_auth.oidc.states import Begun, StateStore
from voicera_auth.oidc.web import Refused
from voicera_kit.audit import note_actor
from voicera_kit.clock import Clock
from voicera_kit.errors import FailedPrecondition, Unauthenticated, invalid

SIGN_IN_FAILED: Final = "SIGN_IN_FAILED"
SUBJECT_CHANGED: Final = "OIDC_SUBJECT_CHANGED"
_MAX_PATH: Final = 2048
_MAX_CODE: Final = 8192

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Started:
    """Where the browser goes, and what it must bring back."""

    authorization_url: str
    state: str = field(repr=False)


class OidcSignIn:
    """Without a provider, everything is refused with OIDC_OFF."""

    def __init__(self, provider: Provider | None, states: StateStore, users: UserStore, clock: Clock) -> None:
        self._provider = provider
        self._states = states
        self._users = users
        self._clock = clock

    async def start(self, return_to: str) -> Started:
        """Begin; `return_to` is a path of the dashboard, which whoever keeps the state shows afterwards."""
        provider = self._configured()
        _require_path(return_to)
        state, begun = self._states.begin()
        url = await provider.authorization_url(state, begun.nonce, _challenge(begun.verifier))
        return Started(url, state)

    async def finish(self, state: str, code: str) -> User:
        """Return whose account has the address the provider vouches for.

        Whoever set the password of an account whose address was never proven may be somebody else: it is refused.
        Raises Unauthenticated: OIDC_SUBJECT_CHANGED if the address was another person's when the account was first
        signed in to at this provider, else SIGN_IN_FAILED. Raises Unavailable if the provider does not answer.
        """
        provider = self._configured()
        begun = await self._states.take(state)
        if begun is None:
            raise _refused("state")
        if not 0 < len(code) <= _MAX_CODE:
            raise _refused("code")
        person = await self._person(provider, code, begun)
        user = await self._users.find(canonical_email(person.email))
        if user is None:
            raise _refused("no account")
        note_actor(user.organization_id, user.id)
        if _admitted(user, person, provider.issuer) is user:
            return user
        return await self._users.change(user.id, lambda current: _admitted(current, person, provider.issuer))

    async def _person(self, provider: Provider, code: str, begun: Begun) -> Person:
        try:
            token = await provider.id_token(code, begun.verifier)
            return await verified_person(token, begun.nonce, provider, self._clock)
        except Refused:
            raise _refused("code") from None
        except IdTokenWrong as error:
            raise _refused(f"ID token: {error}") from None

    def _configured(self) -> Provider:
        if self._provider is None:
            raise FailedPrecondition("no identity provider is configured", reason="OIDC_OFF")
        return self._provider


def _admitted(user: User, person: Person, issuer: str) -> User:
    """Bind the account to the first person who comes; another issuer, which only a setting brings, binds it anew."""
    if user.oidc_issuer == issuer:
        if user.oidc_subject != person.subject:
            raise _refused("another subject", SUBJECT_CHANGED)
        return user
    if user.password_hash and not user.email_verified:
        raise _refused("the account's address is not proven")
    return user.with_verified_email().with_subject(issuer, person.subject)


def _require_path(path: str) -> None:
    """A path of this dashboard and nothing that leads elsewhere."""
    leads_elsewhere = not path.startswith("/") or path.startswith("//") or "\\" in path
    if path and (leads_elsewhere or len(path) > _MAX_PATH or not path.isprintable()):
        raise invalid("return_to", "must be a path of the dashboard")


def _challenge(verifier: str) -> str:
    """PKCE's S256 (RFC 7636)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _refused(problem: str, reason: str = SIGN_IN_FAILED) -> Unauthenticated:
    log.info("oidc_sign_in_refused", problem=problem)
    return Unauthenticated("the identity provider did not let this person in", reason=reason)
