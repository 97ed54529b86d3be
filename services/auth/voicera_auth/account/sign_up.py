"""Lets people found an organization of their own, where the installation allows it."""

from typing import Final

from voicera_auth.account.address import require_email
from voicera_auth.account.model import User
from voicera_auth.organization.rules import require_name, require_time_zone
from voicera_auth.organization.service import DEFAULT_TIME_ZONE, OrganizationService, Person
from voicera_kit.errors import FailedPrecondition

SIGN_UP_CLOSED: Final = "SIGN_UP_CLOSED"


class SignUp:
    def __init__(self, organizations: OrganizationService, *, is_open: bool) -> None:
        self._organizations = organizations
        self.is_open = is_open

    async def sign_up(
        self, email: str, password: str, display_name: str, organization_name: str, time_zone: str
    ) -> User:
        """Return the owner of the new organization; AlreadyExists if the address has an account."""
        if not self.is_open:
            raise FailedPrecondition("nobody can sign up here", reason=SIGN_UP_CLOSED)
        require_name("organization_name", organization_name)
        zone = time_zone or DEFAULT_TIME_ZONE
        require_time_zone("time_zone", zone)
        if display_name:
            require_name("display_name", display_name)
        owner = Person(require_email(email), "owner", password, display_name)
        _, user = await self._organizations.found(organization_name, zone, owner)
        return user
