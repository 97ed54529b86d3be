"""Gives a person another password."""

from voicera_auth.account.lockout import Lockout
from voicera_auth.account.model import User
from voicera_auth.account.password import Passwords
from voicera_auth.account.store import UserStore
from voicera_auth.account.strength import require_strength
from voicera_auth.organization.store import OrganizationStore


class PasswordChange:
    def __init__(
        self, users: UserStore, organizations: OrganizationStore, passwords: Passwords, lockout: Lockout
    ) -> None:
        self._users = users
        self._organizations = organizations
        self._passwords = passwords
        self._lockout = lockout

    async def hash(self, user: User, password: str, *, field: str) -> str:
        """Return the hash of a password that is good enough for the person, or raise InvalidArgument for `field`."""
        organization = await self._organizations.get(user.organization_id)
        require_strength(password, user.email, organization.display_name, field=field)
        return await self._passwords.hash(password)

    async def set(
        self, user: User, password_hash: str, *, address: str = "", proves_address: bool = False
    ) -> None:
        """Keep the password and let the person sign in with it at once, from the client's address they are at.

        Their sessions are the caller's to end.
        """

        def changed(current: User) -> User:
            following = current.with_password(password_hash)
            return following.with_verified_email() if proves_address else following

        await self._users.change(user.id, changed)
        await self._lockout.forget(user.email, address)
