"""Brings people into an organization by invitation."""

from datetime import timedelta

import structlog

from voicera_auth.account.address import require_email
from voicera_auth.account.model import User
from voicera_auth.link.delivery import Delivery, Invited
from voicera_auth.link.model import Link
from voicera_auth.link.token import LinkToken, link_invalid
from voicera_auth.member.authority import require_authority
from voicera_auth.member.invitations import Invitation, InvitationStore
from voicera_auth.organization.rules import require_name
from voicera_auth.organization.service import OrganizationService, Person
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound
from voicera_kit.identity import Identity
from voicera_kit.ids import new_id
from voicera_kit.paging import Listing, Page

_log = structlog.get_logger(__name__)


class Inviting:
    def __init__(
        self,
        invitations: InvitationStore,
        organizations: OrganizationService,
        delivery: Delivery,
        clock: Clock,
        lifetime_s: int,
    ) -> None:
        self._invitations = invitations
        self._organizations = organizations
        self._delivery = delivery
        self._clock = clock
        self._lifetime = timedelta(seconds=lifetime_s)

    async def invite(self, caller: Identity, email: str, role: str) -> tuple[Invitation, Link]:
        """Invite a person, again if they were before; AlreadyExists if the address has an account."""
        require_authority(caller, role)
        address = require_email(email)
        await self._organizations.require_free(address)
        organization = await self._organizations.get(caller.organization_id)
        token = LinkToken.issue(organization.id, new_id("inv"))
        now = self._clock.now()
        invitation = Invitation(
            id=token.id,
            organization_id=organization.id,
            email=address,
            role=role,
            invited_by=caller.subject,
            secret_hash=token.hash,
            created_at=now,
            expires_at=now + self._lifetime,
            mailed=self._delivery.mails,
        )
        await self._invitations.add(invitation)
        invited = Invited(address, organization.display_name)
        link = await self._delivery.invitation(invited, token, invitation.expires_at)
        if invitation.mailed and not link.mailed:  # before anybody else sees it
            await self._invitations.mark_shown(invitation)
        return invitation, link

    async def invitations(self, organization_id: str, page: Page) -> Listing[Invitation]:
        """A page of invitations that can still be accepted, oldest first."""
        return await self._invitations.open(organization_id, self._clock.now(), page)

    async def revoke(self, caller: Identity, invitation_id: str) -> None:
        """Make the link useless; NotFound if there is no such invitation any more."""
        invitation = await self._invitations.get(caller.organization_id, invitation_id)
        require_authority(caller, invitation.role)
        await self._invitations.remove(caller.organization_id, invitation_id)

    async def accept(self, text: str, display_name: str, password: str) -> User:
        """Use the link up and return the new member; FailedPrecondition (LINK_INVALID).

        A link that was used up by a process that then died is lost: the person is invited again.
        """
        invitation = await self._valid(LinkToken.parse(text, "inv"))
        if display_name:
            require_name("display_name", display_name)
        person = Person(invitation.email, invitation.role, password, display_name)
        user = await self._organizations.prepare(invitation.organization_id, person)
        if invitation.mailed:
            user = user.with_verified_email()
        try:
            await self._invitations.remove(invitation.organization_id, invitation.id)
        except NotFound:
            raise link_invalid() from None
        await self._organizations.enroll(user, invitation.role)
        _log.info("invitation.accepted", user_id=user.id, invited_by=invitation.invited_by)
        return user

    async def _valid(self, token: LinkToken) -> Invitation:
        try:
            invitation = await self._invitations.get(token.organization_id, token.id)
        except NotFound:
            raise link_invalid() from None
        if not token.is_of(invitation.secret_hash) or invitation.expires_at <= self._clock.now():
            raise link_invalid()
        return invitation
