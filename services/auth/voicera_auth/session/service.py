"""Rules of sessions: who gets one, how it is renewed, and what ends it."""

import hmac
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.password import Passwords
from voicera_auth.account.store import UserStore
from voicera_auth.keys.ring import Claims, KeyRing
from voicera_auth.organization.model import Member
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.session.model import Family, RefreshToken, Session
from voicera_auth.session.store import FamilyStore
from voicera_auth.settings import AuthSettings
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, RevisionConflict, Unauthenticated
from voicera_kit.ids import new_id

log = structlog.get_logger()


class SessionService:
    def __init__(
        self,
        users: UserStore,
        organizations: OrganizationStore,
        families: FamilyStore,
        passwords: Passwords,
        keys: KeyRing,
        clock: Clock,
        settings: AuthSettings,
    ) -> None:
        self._users = users
        self._organizations = organizations
        self._families = families
        self._passwords = passwords
        self._keys = keys
        self._clock = clock
        self._settings = settings

    async def sign_in(self, email: str, password: str) -> Session:
        """A new session; Unauthenticated, whatever was wrong, ResourceExhausted if too many sign in."""
        user = await self._users.find(canonical_email(email))
        is_right = await self._passwords.verify(user.password_hash if user else None, password)
        if not is_right or user is None:
            raise _refused(user)
        try:
            member = await self._organizations.member(user.organization_id, user.id)
        except NotFound:
            raise _refused(user) from None
        expires_at = self._clock.now() + timedelta(seconds=self._settings.refresh_token_s)
        token = RefreshToken.issue(user.organization_id, new_id("sess"))
        await self._families.add(
            Family(token.family_id, user.organization_id, user.id, token.hash, expires_at, revoked=False)
        )
        return self._session(member, token, user.organization_id, expires_at)

    async def refresh(self, text: str) -> Session:
        """The next session of the family; a token used twice ends the whole family."""
        token = RefreshToken.parse(text)
        family = await self._family(token)
        if not hmac.compare_digest(family.current_hash, token.hash):
            await self._revoke(family)
            raise Unauthenticated("the refresh token was used before", reason="REFRESH_TOKEN_REUSED")
        member = await self._member(family)
        following = RefreshToken.issue(family.organization_id, family.id)
        try:
            await self._families.replace(replace(family, current_hash=following.hash))
        except RevisionConflict:
            # Two refreshes at once with one token: one of them holds a stolen copy, nobody can say which.
            await self._revoke(await self._family(token))
            raise Unauthenticated(
                "the refresh token was used before", reason="REFRESH_TOKEN_REUSED"
            ) from None
        return self._session(member, following, family.organization_id, family.expires_at)

    async def sign_out(self, text: str) -> None:
        """End the family; a token that is no longer good has nothing to end."""
        try:
            family = await self._family(RefreshToken.parse(text))
        except Unauthenticated:
            return
        await self._revoke(family)

    async def end_all(self, organization_id: str, user_id: str) -> int:
        """End every session of a person and return how many there were; access tokens live on until they expire."""
        running = [
            each async for each in self._families.of_user(organization_id, user_id) if not each.revoked
        ]
        for family in running:
            await self._revoke(family)
        return len(running)

    async def profile(self, organization_id: str, user_id: str) -> tuple[User, Member]:
        return await self._users.get(user_id), await self._organizations.member(organization_id, user_id)

    async def _family(self, token: RefreshToken) -> Family:
        try:
            family = await self._families.get(token.organization_id, token.family_id)
        except NotFound:
            raise Unauthenticated("the refresh token is not valid") from None
        if family.revoked or family.expires_at <= self._clock.now():
            raise Unauthenticated("the session has ended", reason="SESSION_ENDED")
        return family

    async def _member(self, family: Family) -> Member:
        try:
            return await self._organizations.member(family.organization_id, family.user_id)
        except NotFound:
            raise Unauthenticated("the session has ended", reason="SESSION_ENDED") from None

    async def _revoke(self, family: Family) -> None:
        log.info("session_revoked", family_id=family.id, organization_id=family.organization_id)
        try:
            await self._families.replace(replace(family, revoked=True))
        except RevisionConflict:
            current = await self._families.get(family.organization_id, family.id)
            await self._families.replace(replace(current, revoked=True))

    def _session(
        self, member: Member, token: RefreshToken, organization_id: str, expires_at: datetime
    ) -> Session:
        claims = Claims(member.user_id, organization_id, "member", member.role, token.family_id)
        lifetime_s = self._settings.access_token_s
        return Session(self._keys.sign(claims, lifetime_s), lifetime_s, str(token), expires_at)


def _refused(user: User | None) -> Unauthenticated:
    log.info("sign_in_refused", user_id=user.id if user else "")
    return Unauthenticated("the e-mail address or the password is wrong", reason="SIGN_IN_FAILED")
