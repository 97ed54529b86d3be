"""Rules of organizations: what can change, how one comes to be, and how people come into it."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

from voicera_auth.account.address import name_in, require_email
from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.password import Passwords, generate_password
from voicera_auth.account.store import UserStore
from voicera_auth.account.strength import require_strength
from voicera_auth.organization.model import Organization
from voicera_auth.organization.rules import require_name, require_time_zone
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists, NotFound, invalid
from voicera_kit.identity import ROLES
from voicera_kit.ids import new_id

CHANGEABLE = ("display_name", "time_zone")
DEFAULT_TIME_ZONE: Final = "Asia/Kolkata"
LEFT_OVER_AFTER: Final = timedelta(minutes=1)
"""An account that is not a member's by then never will be: its creation was cut short."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be added; without a name they are called after their address."""

    email: str
    role: str
    password: str = field(repr=False)
    display_name: str = ""


class OrganizationService:
    def __init__(
        self, organizations: OrganizationStore, users: UserStore, passwords: Passwords, clock: Clock
    ) -> None:
        self._organizations = organizations
        self._users = users
        self._passwords = passwords
        self._clock = clock

    async def get(self, organization_id: str) -> Organization:
        return await self._organizations.get(organization_id)

    async def update(self, organization_id: str, change: Organization, mask: Sequence[str]) -> Organization:
        """Change the named fields; InvalidArgument names a bad one."""
        unknown = [path for path in mask if path not in CHANGEABLE]
        if unknown or not mask:
            raise invalid("update_mask", f"must name some of: {', '.join(CHANGEABLE)}")
        current = await self._organizations.get(organization_id)
        changed = replace(current, revision=change.revision, **{path: getattr(change, path) for path in mask})
        require_name("organization.display_name", changed.display_name)
        require_time_zone("organization.time_zone", changed.time_zone)
        return await self._organizations.replace(changed)

    async def create(self, display_name: str, email: str) -> tuple[Organization, str]:
        """A new organization with an owner; returns it and the owner's generated password."""
        require_name("organization.display_name", display_name)
        owner = Person(require_email(email), "owner", generate_password())
        organization, _ = await self.found(display_name, DEFAULT_TIME_ZONE, owner)
        return organization, owner.password

    async def found(self, display_name: str, time_zone: str, owner: Person) -> tuple[Organization, User]:
        """A new organization with an owner.

        May be repeated a minute after it was cut short; the organization without anybody in it that it left then
        does no harm.
        """
        user = await self._prepared(owner, new_id("org"), display_name)
        organization = await self._organizations.add(user.organization_id, display_name, time_zone)
        await self.enroll(user, owner.role)
        return organization, user

    async def add_person(self, organization_id: str, email: str, role: str) -> str:
        """A new user with a role; returns the generated password."""
        person = Person(require_email(email), role, generate_password())
        await self.enroll(await self.prepare(organization_id, person), role)
        return person.password

    async def prepare(self, organization_id: str, person: Person) -> User:
        """A user to enroll, not stored yet; AlreadyExists if the address has an account."""
        if person.role not in ROLES:
            raise invalid("role", f"must be one of: {', '.join(ROLES)}")
        organization = await self._organizations.get(organization_id)
        return await self._prepared(person, organization_id, organization.display_name)

    async def enroll(self, user: User, role: str) -> None:
        """Keep the user as a member of their organization; what a crash leaves is an account nobody can sign in to."""
        await self._users.add(user)
        await self._organizations.add_member(
            user.organization_id, user.id, user.email, user.display_name, role
        )

    async def reset_password(self, email: str) -> tuple[User, str]:
        """Give a person a generated password; returns both. NotFound for an unknown address."""
        user = await self._users.find(canonical_email(email))
        if user is None:
            raise NotFound("user", "with this e-mail address")
        password = generate_password()
        hashed = await self._passwords.hash(password)
        return await self._users.change(user.id, lambda current: current.with_password(hashed)), password

    async def require_free(self, address: str) -> None:
        """Raise AlreadyExists if the address is somebody's; an account whose creation was cut short is removed."""
        user = await self._users.find(address)
        if user is None:
            return
        if self._clock.now() - user.created_at < LEFT_OVER_AFTER or await self._is_member(user):
            raise AlreadyExists("user", "", "email")
        with suppress(NotFound):
            await self._users.delete(user.id)

    async def _prepared(self, person: Person, organization_id: str, organization_name: str) -> User:
        await self.require_free(person.email)
        require_strength(person.password, person.email, organization_name)
        name = person.display_name or name_in(person.email)
        hashed = await self._passwords.hash(person.password)
        return User(new_id("user"), person.email, name, hashed, organization_id)

    async def _is_member(self, user: User) -> bool:
        try:
            await self._organizations.get(user.organization_id)
            await self._organizations.member(user.organization_id, user.id)
        except NotFound:
            return False
        return True
