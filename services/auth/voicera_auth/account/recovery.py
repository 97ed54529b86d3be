"""Lets people who lost their password set a new one with a link."""

from datetime import timedelta
from typing import Final

import structlog

from voicera_auth.account.change import PasswordChange
from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.resets import Reset, ResetStore
from voicera_auth.account.store import UserStore
from voicera_auth.link.delivery import Delivery
from voicera_auth.link.model import Link
from voicera_auth.link.token import LinkToken, link_invalid
from voicera_auth.mail.outbox import Outbox
from voicera_auth.session.ending import SessionEnding
from voicera_kit.audit import note_actor
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound, RevisionConflict

PAUSE: Final = timedelta(minutes=1)
"""Nobody is mailed more often than this, however often they are asked for."""

_log = structlog.get_logger(__name__)


class Recovery:
    def __init__(
        self,
        users: UserStore,
        resets: ResetStore,
        change: PasswordChange,
        ending: SessionEnding,
        delivery: Delivery,
        outbox: Outbox,
        clock: Clock,
        lifetime_s: int,
    ) -> None:
        self._users = users
        self._resets = resets
        self._change = change
        self._ending = ending
        self._delivery = delivery
        self._outbox = outbox
        self._clock = clock
        self._lifetime = timedelta(seconds=lifetime_s)

    @property
    def mails(self) -> bool:
        """Whether people can help themselves."""
        return self._delivery.mails

    def request(self, email: str) -> None:
        """Mail a link if the address has an account: later, so that the answer's time does not tell."""
        if not self.mails:
            _log.warning("password_reset.mail_is_off")
            return
        self._outbox.put(lambda: self._mail(canonical_email(email)))

    async def link_for(self, user: User) -> Link:
        """A new link, which replaces the one before."""
        before = await self._resets.find(user.organization_id, user.id)
        token = LinkToken.issue(user.organization_id, user.id)
        expires_at = self._clock.now() + self._lifetime
        reset = await self._resets.keep(token, expires_at, before, mailed=self._delivery.mails)
        link = await self._delivery.reset(user.email, token, expires_at)
        if reset.mailed and not link.mailed:  # before anybody else sees it
            await self._resets.keep(token, expires_at, reset, mailed=False)
        return link

    async def reset(self, text: str, password: str) -> None:
        """Use the link up, set the password and end every session; FailedPrecondition (LINK_INVALID)."""
        token = LinkToken.parse(text, "user")
        reset = await self._valid(token)
        user = await self._user(token)
        note_actor(user.organization_id, user.id)
        hashed = await self._change.hash(user, password, field="password")
        if not await self._resets.use_up(token, reset):
            raise link_invalid()
        await self._change.set(user, hashed, proves_address=reset.mailed)
        await self._ending.end_all(user.organization_id, user.id)
        _log.info("password_reset.done", user_id=user.id)

    async def _mail(self, email: str) -> None:
        user = await self._users.find(email)
        if user is None:
            return
        before = await self._resets.find(user.organization_id, user.id)
        if before is not None and self._clock.now() - before.made_at < PAUSE:
            return
        try:
            await self.link_for(user)
        except RevisionConflict:
            return  # another replica mails one at this moment

    async def _valid(self, token: LinkToken) -> Reset:
        reset = await self._resets.find(token.organization_id, token.id)
        if reset is None or not token.is_of(reset.secret_hash) or reset.expires_at <= self._clock.now():
            raise link_invalid()
        return reset

    async def _user(self, token: LinkToken) -> User:
        try:
            user = await self._users.get(token.id)
        except NotFound:
            raise link_invalid() from None
        if user.organization_id != token.organization_id:
            raise link_invalid()
        return user
