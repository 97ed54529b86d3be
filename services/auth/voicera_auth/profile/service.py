"""What a signed-in person sees and changes of their own account."""

from dataclasses import dataclass, replace

from voicera_auth.account.change import PasswordChange
from voicera_auth.account.model import User
from voicera_auth.account.proof import PasswordProof
from voicera_auth.account.store import UserStore
from voicera_auth.organization.model import Member, Organization
from voicera_auth.organization.rules import require_name
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.second_factor.service import Enrolment, SecondFactors
from voicera_auth.session.ending import SessionEnding
from voicera_kit.identity import Identity


@dataclass(frozen=True, slots=True)
class Profile:
    user: User
    member: Member
    organization: Organization


class ProfileService:
    def __init__(
        self,
        users: UserStore,
        organizations: OrganizationStore,
        proof: PasswordProof,
        change: PasswordChange,
        ending: SessionEnding,
        second_factors: SecondFactors,
    ) -> None:
        self._users = users
        self._organizations = organizations
        self._proof = proof
        self._change = change
        self._ending = ending
        self._second_factors = second_factors

    async def get(self, who: Identity) -> Profile:
        return Profile(
            await self._users.get(who.subject),
            await self._organizations.member(who.organization_id, who.subject),
            await self._organizations.get(who.organization_id),
        )

    async def rename(self, who: Identity, display_name: str) -> Profile:
        """Change the name in the account and in the list of members; a repetition mends what a crash left."""
        require_name("display_name", display_name)
        await self._users.change(who.subject, lambda user: replace(user, display_name=display_name))
        await self._organizations.rename_member(who.organization_id, who.subject, display_name)
        return await self.get(who)

    async def change_password(self, who: Identity, current: str, following: str) -> None:
        """Set a new password and end every other session; FailedPrecondition (PASSWORD_WRONG)."""
        user = await self._users.get(who.subject)
        await self._proof.require(user, current)
        await self._change.set(user, await self._change.hash(user, following, field="new_password"))
        await self._ending.end_all(who.organization_id, user.id, keep=who.session_id)

    async def start_second_factor(self, who: Identity, password: str) -> Enrolment:
        """Make a secret for an authenticator app; FailedPrecondition (PASSWORD_WRONG, SECOND_FACTOR_ON)."""
        user = await self._users.get(who.subject)
        await self._proof.require(user, password)
        return await self._second_factors.start(user)

    async def confirm_second_factor(self, who: Identity, code: str) -> tuple[str, ...]:
        """Switch the second factor on and return the recovery codes; FailedPrecondition (CODE_WRONG)."""
        return await self._second_factors.confirm(await self._users.get(who.subject), code)

    async def stop_second_factor(self, who: Identity, password: str) -> None:
        """Switch the second factor off; FailedPrecondition (PASSWORD_WRONG)."""
        user = await self._users.get(who.subject)
        await self._proof.require(user, password)
        await self._second_factors.stop(user.id)
