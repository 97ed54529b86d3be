"""Ends the invitations of people who could no longer make them."""

from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import Final

import structlog

from voicera_auth.audit.consequence import Consequences
from voicera_auth.member.invitations import Invitation, InvitationStore
from voicera_kit.clock import Clock
from voicera_kit.errors import NotFound
from voicera_kit.identity import Identity, permissions_of
from voicera_kit.paging import MAX_SIZE, Page

ACTION: Final = "auth.v1.MemberService/RevokeInvitation"
NEEDED: Final = "members.write"

_log = structlog.get_logger(__name__)


class InvitationEnding:
    def __init__(self, invitations: InvitationStore, consequences: Consequences, clock: Clock) -> None:
        self._invitations = invitations
        self._consequences = consequences
        self._clock = clock

    async def keep_within(
        self, caller: Identity, user_id: str, inviters: AbstractSet[str], permissions: frozenset[str]
    ) -> None:
        """End what the inviters, a member and their keys, could not make with these permissions."""
        for invitation in await self._made_by(caller.organization_id, inviters):
            if NEEDED in permissions and permissions >= permissions_of(invitation.role):
                continue
            with suppress(NotFound):  # accepted or revoked meanwhile
                await self._invitations.remove(caller.organization_id, invitation.id)
                _log.info("invitation.ended", invitation_id=invitation.id, user_id=user_id)
                await self._consequences.record(caller, ACTION, invitation.id, user_id)

    async def _made_by(self, organization_id: str, inviters: AbstractSet[str]) -> list[Invitation]:
        found: list[Invitation] = []
        page: Page | None = Page(MAX_SIZE)
        while page:
            listing = await self._invitations.open(organization_id, self._clock.now(), page)
            found += [each for each in listing.items if each.invited_by in inviters]
            page = Page(MAX_SIZE, listing.next_token) if listing.next_token else None
        return found
