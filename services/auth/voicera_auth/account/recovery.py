"""Lets people who lost their password set a new one with a link."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from voicera_auth.account.change import PasswordChange
from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.resets import AT_ONCE, Reset, Resets, ResetStore
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
        """A new link, which replaces one that was handed over before."""
        token = LinkToken.issue(user.organization_id, user.id)
        before = await self._resets.find(user.organization_id, user.id)
        kept, link = await self._send(user, token, before.only_mailed())
        if self.mails and not link.mailed:  # before anybody else sees it
            await self._resets.keep(kept.handed_over(token))
        return link

    async def reset(self, text: str, password: str, address: str = "") -> None:
        """Use the link up, set the password and end every session; FailedPrecondition (LINK_INVALID).

        `address` is where the person is, who may then sign in from there at once.
        """
        token = LinkToken.parse(text, "user")
        await self._require_valid(token)
        user = await self._user(token)
        note_actor(user.organization_id, user.id)
        hashed = await self._change.hash(user, password, field="password")
        used = await self._resets.use_up(token)
        if used is None:
            raise link_invalid()
        await self._change.set(user, hashed, address=address, proves_address=used.mailed)
        await self._ending.end_all(user.organization_id, user.id)
        _log.info("password_reset.done", user_id=user.id)

    async def _mail(self, email: str) -> None:
        """Mail a link beside those there are: anybody may ask for one, and makes none useless by it."""
        user = await self._users.find(email)
        if user is None:
            return
        before = await self._resets.find(user.organization_id, user.id)
        if len(before.links) >= AT_ONCE or self._clock.now() - before.changed_at < PAUSE:
            return
        token = LinkToken.issue(user.organization_id, user.id)
        with suppress(RevisionConflict):  # another replica mails one at this moment
            kept, link = await self._send(user, token, before)
            if not link.mailed:  # nobody has it
                await self._resets.keep(kept.without(token))

    async def _send(self, user: User, token: LinkToken, before: Resets) -> tuple[Resets, Link]:
        reset = Reset(token.hash, self._clock.now() + self._lifetime, mailed=self.mails)
        kept = await self._resets.keep(before.with_one_more(reset))
        return kept, await self._delivery.reset(user.email, token, reset.expires_at)

    async def _require_valid(self, token: LinkToken) -> None:
        resets = await self._resets.find(token.organization_id, token.id)
        if resets.of(token) is None:
            raise link_invalid()

    async def _user(self, token: LinkToken) -> User:
        try:
            user = await self._users.get(token.id)
        except NotFound:
            raise link_invalid() from None
        if user.organization_id != token.organization_id:
            raise link_invalid()
        return user
