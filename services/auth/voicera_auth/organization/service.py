"""Rules of organizations: what can change, and how one comes to be."""

import zoneinfo
from collections.abc import Sequence
from dataclasses import replace

from voicera_auth.account.model import User, canonical_email
from voicera_auth.account.password import Passwords, generate_password, require_strength
from voicera_auth.account.store import UserStore
from voicera_auth.organization.model import Member, Organization
from voicera_auth.organization.store import OrganizationStore
from voicera_kit.errors import AlreadyExists, NotFound, invalid
from voicera_kit.identity import ROLES
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page

CHANGEABLE = ("display_name", "time_zone")
MAX_NAME = 120
MAX_EMAIL = 254  # RFC 5321


class OrganizationService:
    def __init__(self, organizations: OrganizationStore, users: UserStore, passwords: Passwords) -> None:
        self._organizations = organizations
        self._users = users
        self._passwords = passwords

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
        require_time_zone(changed.time_zone)
        return await self._organizations.replace(changed)

    async def members(self, organization_id: str, page: Page) -> Listing[Member]:
        return await self._organizations.members(organization_id, page)

    async def create(self, display_name: str, email: str) -> tuple[Organization, str]:
        """A new organization with an owner; returns it and the owner's generated password.

        May be repeated if it was cut short; the organization without anybody in it that it left then does no harm.
        """
        require_name("organization.display_name", display_name)
        address = require_email(email)
        await self._require_free(address)
        organization = await self._organizations.add(new_id("org"), display_name, "Asia/Kolkata")
        return organization, await self.add_person(organization.id, address, "owner")

    async def add_person(
        self, organization_id: str, email: str, role: str, password: str | None = None
    ) -> str:
        """A new user with a role; returns the password, generated if none is given."""
        if role not in ROLES:
            raise invalid("role", f"must be one of: {', '.join(ROLES)}")
        address = require_email(email)
        leftover = await self._require_free(address)
        password = password or generate_password()
        require_strength(password)
        name = address.split("@")[0]
        user_id = leftover.id if leftover else new_id("user")
        user = User(user_id, address, name, await self._passwords.hash(password), organization_id)
        await (self._users.replace(user) if leftover else self._users.add(user))
        await self._organizations.add_member(organization_id, user.id, address, name, role)
        return password

    async def reset_password(self, email: str) -> tuple[User, str]:
        """Give a person a generated password; returns both. NotFound for an unknown address."""
        user = await self._users.find(canonical_email(email))
        if user is None:
            raise NotFound("user", "with this e-mail address")
        password = generate_password()
        await self._users.replace(replace(user, password_hash=await self._passwords.hash(password)))
        return user, password

    async def _require_free(self, address: str) -> User | None:
        """Raise AlreadyExists if the address is somebody's; return who has it if they were never made a member."""
        user = await self._users.find(address)
        if user is None:
            return None
        try:
            await self._organizations.get(user.organization_id)
            await self._organizations.member(user.organization_id, user.id)
        except NotFound:
            return user
        raise AlreadyExists("user", user.id, "email")


def require_email(email: str) -> str:
    address = canonical_email(email)
    if "@" not in address or len(address) > MAX_EMAIL:
        raise invalid("email", "is not an e-mail address")
    return address


def require_name(field: str, name: str) -> None:
    if not 1 <= len(name.strip()) <= MAX_NAME:
        raise invalid(field, f"must have 1 to {MAX_NAME} characters")


def require_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise invalid("organization.time_zone", "is not an IANA time zone")
