"""Rules of sessions: who gets one and how it is renewed."""

from dataclasses import replace
from datetime import datetime, timedelta

from voicera_auth.account.credentials import Credentials, refused
from voicera_auth.account.lockout import Lockout
from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.store import UserStore
from voicera_auth.keys.ring import Claims, KeyRing
from voicera_auth.organization.model import Member
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.second_factor.service import SecondFactors
from voicera_auth.session.client import UNKNOWN, Client
from voicera_auth.session.ending import SessionEnding
from voicera_auth.session.model import Family, RefreshToken, Session
from voicera_auth.session.store import FamilyStore
from voicera_auth.settings import AuthSettings
from voicera_kit.audit import note_actor
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, RevisionConflict, Unauthenticated
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page


class SessionService:
    def __init__(
        self,
        users: UserStore,
        organizations: OrganizationStore,
        families: FamilyStore,
        ending: SessionEnding,
        credentials: Credentials,
        lockout: Lockout,
        second_factors: SecondFactors,
        keys: KeyRing,
        clock: Clock,
        settings: AuthSettings,
    ) -> None:
        self._users = users
        self._organizations = organizations
        self._families = families
        self._ending = ending
        self._credentials = credentials
        self._lockout = lockout
        self._second_factors = second_factors
        self._keys = keys
        self._clock = clock
        self._settings = settings
        self._grace = timedelta(seconds=settings.refresh_grace_s)

    async def sign_in(
        self, email: str, password: str, client: Client = UNKNOWN, *, code: str = ""
    ) -> Session:
        """A new session; Unauthenticated, whatever was wrong, ResourceExhausted if too many sign in or fail.

        `code` is of the second factor, where one is on: SECOND_FACTOR_NEEDED if it alone is missing.
        """
        address = canonical_email(email)
        async with self._lockout.attempt(address, client.address):
            user = await self._credentials.person(address, password)
            note_actor(user.organization_id, user.id)
            await self._second_factors.check(user.id, code)
        return await self.open(user, client)

    async def open(self, user: User, client: Client = UNKNOWN) -> Session:
        """A new session of somebody who has proved who they are; Unauthenticated if they no longer are."""
        began = self._clock.now()
        expires_at = began + timedelta(seconds=self._settings.refresh_token_s)
        token = RefreshToken.issue(user.organization_id, new_id("sess"))
        family = Family(
            id=token.family_id,
            organization_id=user.organization_id,
            user_id=user.id,
            family_hash=token.family_hash,
            current_hash=token.hash,
            created_at=began,
            last_used_at=began,
            expires_at=expires_at,
            client=client,
        )
        await self._families.add(family)
        try:
            member = await self._still_member(user)
        except Unauthenticated:
            await self._families.revoke(family.organization_id, family.id)
            raise
        note_actor(user.organization_id, user.id)
        return self._session(member, token, family)

    async def refresh(self, text: str, client: Client = UNKNOWN) -> Session:
        """The next session of the family; a token used again ends the whole family.

        Not so within the grace: two tabs at once, or one whose answer was lost, get the same next token.
        """
        token, now = RefreshToken.parse(text), self._clock.now()
        family = await self._family(token)
        if family.is_current(token):
            try:
                renewed = family.renewed(token, now, client)
                await self._families.replace(renewed)
            except RevisionConflict:  # another refresh with this token was faster, or the session has ended
                renewed = await self._again(token, now)
        else:
            renewed = await self._again(token, now)
        return self._session(await self._member(renewed), token.following(renewed.salt), renewed)

    async def sign_out(self, text: str) -> None:
        """End the family; a token that never was one of it, or is no longer good, has nothing to end."""
        try:
            token = RefreshToken.parse(text)
            family = await self._family(token)
        except Unauthenticated:
            return
        if not family.has_issued(token):
            return
        note_actor(family.organization_id, family.user_id)
        await self._ending.end(family.organization_id, family.id)

    async def running(self, organization_id: str, user_id: str, page: Page) -> Listing[Family]:
        """A page of the person's sessions that have not ended, newest first."""
        return await self._families.running(organization_id, user_id, self._clock.now(), page)

    async def _again(self, token: RefreshToken, now: datetime) -> Family:
        """The family for a token that is spent, as of now; Unauthenticated if somebody else must have a copy of it."""
        family = await self._family(token)
        if family.was_just_spent(token, now, self._grace):
            return replace(family, last_used_at=now)
        if family.has_issued(token):
            raise await self._reused(family)
        raise Unauthenticated("the refresh token is not valid")

    async def _still_member(self, user: User) -> Member:
        """Whoever was removed or got another password since they were asked for theirs is not let in."""
        try:
            current = await self._users.get(user.id)
            member = await self._organizations.member(user.organization_id, user.id)
        except NotFound:
            raise refused(user) from None
        if current.password_version != user.password_version:
            raise refused(user)
        return member

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

    async def _reused(self, family: Family) -> Unauthenticated:
        note_actor(family.organization_id, family.user_id)
        await self._ending.end(family.organization_id, family.id)
        return Unauthenticated("the refresh token was used before", reason="REFRESH_TOKEN_REUSED")

    def _session(self, member: Member, token: RefreshToken, family: Family) -> Session:
        claims = Claims(member.user_id, family.organization_id, "member", member.role, family.id)
        lifetime_s = self._settings.access_token_s
        access_token = self._keys.sign(claims, lifetime_s, issued_at=family.last_used_at)
        return Session(access_token, lifetime_s, str(token), family.expires_at)
