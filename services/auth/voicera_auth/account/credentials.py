"""Finds out who knows an e-mail address and its password."""

from dataclasses import replace

import structlog

from voicera_auth.account.model import User
from voicera_auth.account.password import Passwords
from voicera_auth.account.store import UserStore
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.audit import note_actor
from voicera_kit.errors import NotFound, Unauthenticated

log = structlog.get_logger()


class Credentials:
    def __init__(self, users: UserStore, organizations: OrganizationStore, passwords: Passwords) -> None:
        self._users = users
        self._organizations = organizations
        self._passwords = passwords

    async def person(self, email: str, password: str) -> User:
        """Return the member whose password this is; Unauthenticated, whatever is wrong, after the same time."""
        user = await self._users.find(email)
        is_right = await self._passwords.verify(user.password_hash or None if user else None, password)
        if not is_right or user is None:
            raise refused(user)
        try:
            await self._organizations.member(user.organization_id, user.id)
        except NotFound:
            raise refused(user) from None
        if self._passwords.needs_rehash(user.password_hash):
            await self._rehash(user, password)
        return user

    async def _rehash(self, user: User, password: str) -> None:
        """Keep the password as hashed with today's settings, unless it was changed meanwhile."""
        old, new = user.password_hash, await self._passwords.hash(password)

        def rehashed(current: User) -> User:
            return replace(current, password_hash=new) if current.password_hash == old else current

        await self._users.change(user.id, rehashed)


def refused(user: User | None) -> Unauthenticated:
    if user:
        note_actor(user.organization_id, user.id)
    log.info("sign_in_refused", user_id=user.id if user else "")
    return Unauthenticated("the e-mail address or the password is wrong", reason="SIGN_IN_FAILED")
