"""Rules of members: who may change whom."""

from contextlib import suppress
from dataclasses import replace

import structlog

from voicera_auth.account.recovery import Recovery
from voicera_auth.account.store import UserStore
from voicera_auth.api_key.ending import KeyEnding
from voicera_auth.link.model import Link
from voicera_auth.member.authority import require_authority, require_not_owner
from voicera_auth.member.ending import InvitationEnding
from voicera_auth.organization.model import Member
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.second_factor.service import SecondFactors
from voicera_auth.session.ending import SessionEnding
from voicera_kit.errors import FailedPrecondition, NotFound, PermissionDenied, RevisionConflict, invalid
from voicera_kit.identity import Identity, permissions_of
from voicera_kit.paging import Listing, Page

_log = structlog.get_logger(__name__)


class MemberService:
    def __init__(
        self,
        organizations: OrganizationStore,
        users: UserStore,
        recovery: Recovery,
        ending: SessionEnding,
        second_factors: SecondFactors,
        keys: KeyEnding,
        invitations: InvitationEnding,
    ) -> None:
        self._organizations = organizations
        self._users = users
        self._recovery = recovery
        self._ending = ending
        self._second_factors = second_factors
        self._keys = keys
        self._invitations = invitations

    async def members(self, organization_id: str, page: Page) -> Listing[Member]:
        """A page of members, oldest first."""
        listing = await self._organizations.members(organization_id, page)
        users = await self._users.some(member.user_id for member in listing.items)
        secured = {user.id for user in users.values() if user.has_second_factor}
        return Listing(
            tuple(replace(each, has_second_factor=each.user_id in secured) for each in listing.items),
            listing.next_token,
        )

    async def change_role(self, caller: Identity, user_id: str, role: str) -> Member:
        """Give a member another role; it counts as soon as the tokens that say the old one have ended.

        Keys and invitations that the member made and could not make with the new role end.
        """
        member = await self._organizations.member(caller.organization_id, user_id)
        require_not_owner(member)
        require_authority(caller, member.role)
        require_authority(caller, role)
        changed = await self._organizations.set_role(caller.organization_id, member, role)
        await self._ending.end_tokens(caller.organization_id, user_id)
        await self._keep_within(caller, user_id, permissions_of(role))
        _log.info("member.role_changed", user_id=user_id, role=role)
        return await self._with_second_factor(changed)

    async def remove(self, caller: Identity, user_id: str) -> None:
        """Take the account away, end its sessions, keys and invitations.

        Whatever a crash left undone, a repetition does.
        RevisionConflict if the member was changed meanwhile, perhaps into the owner.
        """
        try:
            member = await self._organizations.member(caller.organization_id, user_id)
        except NotFound:
            if not await self._is_left_over(caller.organization_id, user_id):
                raise
        else:
            require_not_owner(member)
            require_authority(caller, member.role)
            await self._organizations.remove_member(caller.organization_id, member)
        await self._second_factors.forget(user_id)
        await self._ending.end_for_good(caller.organization_id, user_id)
        await self._keep_within(caller, user_id, frozenset())
        with suppress(NotFound):
            await self._users.delete(user_id)
        _log.info("member.removed", user_id=user_id)

    async def transfer_ownership(self, caller: Identity, user_id: str) -> Member:
        """Make the member the owner and the caller an administrator.

        A crash in between leaves two owners rather than none; the caller's repetition leaves one.
        """
        former = await self._owner(caller)
        member = await self._organizations.member(caller.organization_id, user_id)
        if member.user_id == former.user_id:
            raise invalid("user_id", "must be another member")
        owner = await self._with_role(caller.organization_id, member, "owner")
        try:
            await self._organizations.set_role(caller.organization_id, former, "admin")
        except RevisionConflict:  # the caller was changed meanwhile, perhaps by a transfer to somebody else
            await self._with_role(caller.organization_id, owner, member.role)
            raise
        for changed in (owner.user_id, former.user_id):
            await self._ending.end_tokens(caller.organization_id, changed)
        await self._keep_within(caller, former.user_id, permissions_of("admin"))
        _log.info("member.ownership_transferred", user_id=user_id, former=former.user_id)
        return await self._with_second_factor(owner)

    async def reset_link(self, caller: Identity, user_id: str) -> Link:
        """A link with which the member sets a new password."""
        member = await self._organizations.member(caller.organization_id, user_id)
        require_authority(caller, member.role)
        return await self._recovery.link_for(await self._users.get(user_id))

    async def _keep_within(self, caller: Identity, user_id: str, permissions: frozenset[str]) -> None:
        """End what the member handed out and could not hand out with these permissions."""
        inviters = await self._keys.keep_within(caller, user_id, permissions)
        await self._invitations.keep_within(caller, user_id, inviters, permissions)

    async def _is_left_over(self, organization_id: str, user_id: str) -> bool:
        """Whether the account of one who is no member any more is still there."""
        try:
            user = await self._users.get(user_id)
        except NotFound:
            return False
        return user.organization_id == organization_id

    async def _owner(self, caller: Identity) -> Member:
        if caller.kind != "member":
            raise FailedPrecondition("only the owner can do this", reason="NOT_A_MEMBER")
        member = await self._organizations.member(caller.organization_id, caller.subject)
        if member.role != "owner":
            raise PermissionDenied("organization.write")
        return member

    async def _with_role(self, organization_id: str, member: Member, role: str) -> Member:
        return (
            member
            if member.role == role
            else await self._organizations.set_role(organization_id, member, role)
        )

    async def _with_second_factor(self, member: Member) -> Member:
        users = await self._users.some((member.user_id,))
        user = users.get(member.user_id)
        return replace(member, has_second_factor=user is not None and user.has_second_factor)
