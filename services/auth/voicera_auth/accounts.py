"""Puts together what has to do with people: their accounts, sessions, organizations and links."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Final

from voicera_auth.account.attempts import ATTEMPTS, AttemptStore
from voicera_auth.account.change import PasswordChange
from voicera_auth.account.lockout import Lockout
from voicera_auth.account.password import Passwords
from voicera_auth.account.proof import PasswordProof
from voicera_auth.account.recovery import Recovery
from voicera_auth.account.resets import RESETS, ResetStore
from voicera_auth.account.sign_up import SignUp
from voicera_auth.account.store import USERS, UserStore
from voicera_auth.keys.ring import KeyRing
from voicera_auth.link.delivery import Delivery
from voicera_auth.mail.outbox import open_outbox
from voicera_auth.mail.postman import Postman
from voicera_auth.member.invitations import INVITATIONS, InvitationStore
from voicera_auth.member.inviting import Inviting
from voicera_auth.member.service import MemberService
from voicera_auth.organization.service import OrganizationService
from voicera_auth.organization.store import MEMBERS, ORGANIZATIONS, OrganizationStore
from voicera_auth.profile.service import ProfileService
from voicera_auth.session.ending import Revocations, SessionEnding
from voicera_auth.session.service import SessionService
from voicera_auth.session.store import FAMILIES, FamilyStore
from voicera_auth.settings import AuthSettings
from voicera_auth.sweep import Sweep, sweeping
from voicera_kit.clock import Clock
from voicera_kit.documents import DocumentStore

EXPIRING: Final = (FAMILIES, ATTEMPTS, RESETS, INVITATIONS)
COLLECTIONS: Final = (USERS, ORGANIZATIONS, MEMBERS, *EXPIRING)


@dataclass(frozen=True, slots=True)
class Accounts:
    organizations: OrganizationService
    sessions: SessionService
    ending: SessionEnding
    sign_up: SignUp
    recovery: Recovery
    members: MemberService
    inviting: Inviting
    profiles: ProfileService
    proof: PasswordProof
    sweep: Sweep


@asynccontextmanager
async def open_accounts(
    documents: DocumentStore, keys: KeyRing, revocations: Revocations, clock: Clock, settings: AuthSettings
) -> AsyncIterator[Accounts]:
    users, organizations, families = (
        UserStore(documents),
        OrganizationStore(documents),
        FamilyStore(documents),
    )
    delivery = Delivery(Postman(settings), settings.dashboard_url)
    lockout = Lockout(AttemptStore(documents, clock), clock)
    ending = SessionEnding(families, revocations, clock)
    sweep = Sweep(documents, EXPIRING, clock)
    with closing(Passwords()) as passwords:
        async with open_outbox() as outbox, sweeping(sweep):
            proof = PasswordProof(passwords, lockout)
            change = PasswordChange(users, organizations, passwords, lockout)
            recovery = Recovery(
                users,
                ResetStore(documents),
                change,
                ending,
                delivery,
                outbox,
                clock,
                settings.reset_link_s,
            )
            service = OrganizationService(organizations, users, passwords, clock)
            yield Accounts(
                organizations=service,
                sessions=SessionService(
                    users, organizations, families, ending, passwords, lockout, keys, clock, settings
                ),
                ending=ending,
                sign_up=SignUp(service, is_open=settings.sign_up_open),
                recovery=recovery,
                members=MemberService(organizations, users, recovery, ending),
                inviting=Inviting(
                    InvitationStore(documents), service, delivery, clock, settings.invitation_s
                ),
                profiles=ProfileService(users, organizations, proof, change, ending),
                proof=proof,
                sweep=sweep,
            )
