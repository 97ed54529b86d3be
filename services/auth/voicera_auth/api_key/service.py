"""Rules of API keys: who may make one, what it permits, and what ends it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

import structlog

from voicera_auth.api_key.model import ApiKey, Secret
from voicera_auth.api_key.store import ApiKeyStore
from voicera_auth.api_key.uses import Uses
from voicera_auth.keys.ring import Claims, KeyRing
from voicera_auth.organization.rules import require_name
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.token.revocations import Revocations
from voicera_kit.clock import Clock
from voicera_kit.errors import (
    FailedPrecondition,
    NotFound,
    PermissionDenied,
    Reason,
    Unauthenticated,
    invalid,
)
from voicera_kit.identity import PERMISSIONS, Identity, permissions_of
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page

MAX_OVERLAP_S: Final = 7 * 24 * 3600

log = structlog.get_logger(__name__)


class ShownKey(NamedTuple):
    """A key with its secret, which is shown this once."""

    key: ApiKey
    secret: Secret


@dataclass(frozen=True, slots=True)
class ApiKeyToken:
    token: str = field(repr=False)
    expires_in_s: int


class ApiKeyService:
    def __init__(
        self,
        keys: ApiKeyStore,
        organizations: OrganizationStore,
        uses: Uses,
        ring: KeyRing,
        revocations: Revocations,
        clock: Clock,
        token_s: int,
    ) -> None:
        self._keys = keys
        self._organizations = organizations
        self._uses = uses
        self._ring = ring
        self._revocations = revocations
        self._clock = clock
        self._token_s = token_s

    async def create(
        self, creator: Identity, display_name: str, scopes: Iterable[str], expires_at: datetime | None
    ) -> ShownKey:
        """Raise PermissionDenied for a scope the creator does not have, InvalidArgument for what makes no sense.

        Unauthenticated if the creator's token no longer says what is true.
        """
        require_name("display_name", display_name)
        now = self._clock.now()
        if expires_at is not None and expires_at <= now:
            raise invalid("expires_at", "must be in the future")
        granted = _granted(creator, scopes)
        secret = Secret.issue(new_id("key"))
        key = ApiKey(
            id=secret.key_id,
            organization_id=creator.organization_id,
            display_name=display_name,
            scopes=granted,
            prefix=secret.prefix,
            secret_hash=secret.hash,
            created_by=creator.subject,
            created_at=now,
            expires_at=expires_at,
        )
        added = await self._keys.add(key)
        if not await self._may_hold(creator, added):
            await self.revoke(added.organization_id, added.id)
            raise _ended()
        return ShownKey(added, secret)

    async def get(self, organization_id: str, key_id: str) -> ApiKey:
        return await self._keys.get(organization_id, key_id)

    async def page(self, organization_id: str, page: Page) -> Listing[ApiKey]:
        return await self._keys.page(organization_id, page)

    async def rotate(self, rotator: Identity, key_id: str, overlap_s: int) -> ShownKey:
        """Give the key a new secret; the one before works on for `overlap_s`, older ones do not.

        Nobody gets hold of a key that may more than they do: PermissionDenied, or Unauthenticated as in `create`.
        """
        if not 0 <= overlap_s <= MAX_OVERLAP_S:
            raise invalid("overlap_s", f"must be 0 to {MAX_OVERLAP_S}")
        organization_id, now = rotator.organization_id, self._clock.now()
        secret = Secret.issue(key_id)

        def renewed(key: ApiKey) -> ApiKey:
            _require_live(key, now)
            _granted(rotator, key.scopes)
            return replace(
                key,
                prefix=secret.prefix,
                secret_hash=secret.hash,
                previous_hash=key.secret_hash,
                previous_until=now + timedelta(seconds=overlap_s),
                rotated_by=rotator.subject,
            )

        key = await self._keys.change(organization_id, key_id, renewed)
        if not overlap_s:
            await self._revocations.add(organization_id, key_id, self._clock.now())
        if not await self._may_hold(rotator, key):
            raise _ended()
        return ShownKey(key, secret)

    async def revoke(self, organization_id: str, key_id: str) -> ApiKey:
        """End the key and the tokens made from it; again is no error."""
        now = self._clock.now()
        key = await self._keys.change(
            organization_id, key_id, lambda key: replace(key, revoked_at=key.revoked_at or now)
        )
        await self._revocations.add_for_good(organization_id, key_id)
        return key

    async def exchange(self, text: str) -> ApiKeyToken:
        """Return a short-lived token for a secret; Unauthenticated, whatever is wrong with it.

        The token is dated from before the key was read: a key that is revoked meanwhile takes the token along.
        """
        secret, now = Secret.parse(text), self._clock.now()
        key = await self._keys.find(secret.key_id) if secret else None
        if key is None or secret is None or not key.admits(secret, now):
            log.info("api_key_refused", key_id=key.id if key else "")
            raise Unauthenticated("the API key is not valid", reason="API_KEY_INVALID")
        self._uses.note(key)
        claims = Claims(key.id, key.organization_id, "api_key", scopes=key.scopes)
        lifetime_s = self._lifetime_s(key, now)
        return ApiKeyToken(self._ring.sign(claims, lifetime_s, issued_at=now), lifetime_s)

    async def _may_hold(self, holder: Identity, key: ApiKey) -> bool:
        """Whether the store, and not only a token that is seconds behind, grants the holder what the key may.

        To be asked once the key names its holder: who takes the right away looks for keys after that.
        """
        try:
            return (await self._granted_to(holder)).issuperset(key.scopes)
        except NotFound:
            return False

    async def _granted_to(self, holder: Identity) -> frozenset[str]:
        if holder.kind == "member":
            return permissions_of(
                (await self._organizations.member(holder.organization_id, holder.subject)).role
            )
        if holder.kind == "api_key":
            key = await self._keys.get(holder.organization_id, holder.subject)
            return frozenset(key.scopes if key.is_live(self._clock.now()) else ())
        return PERMISSIONS

    def _lifetime_s(self, key: ApiKey, now: datetime) -> int:
        if key.expires_at is None:
            return self._token_s
        return min(self._token_s, max(int((key.expires_at - now).total_seconds()), 1))


def _granted(giver: Identity, scopes: Iterable[str]) -> tuple[str, ...]:
    wanted = tuple(sorted(set(scopes)))
    if not wanted:
        raise invalid("scopes", "must name at least one permission")
    for scope in wanted:
        if scope not in PERMISSIONS:
            raise invalid("scopes", "must be permissions")
        if not giver.may(scope):
            raise PermissionDenied(scope)
    return wanted


def _ended() -> Unauthenticated:
    return Unauthenticated("the session has ended", reason=Reason.SESSION_ENDED)


def _require_live(key: ApiKey, now: datetime) -> None:
    if not key.is_live(now):
        raise FailedPrecondition("the API key was revoked or has expired", reason="API_KEY_ENDED")
