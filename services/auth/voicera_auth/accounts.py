"""Puts together what has to do with people: their accounts, sessions, organizations and links."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Final

from argon2 import PasswordHasher

from voicera_auth.account.attempts import ATTEMPTS, AttemptStore
from voicera_auth.account.change import PasswordChange
from voicera_auth.account.credentials import Credentials
from voicera_auth.account.lockout import Lockout
from voicera_auth.account.password import Passwords
from voicera_auth.account.proof import PasswordProof
from voicera_auth.account.recovery import Recovery
from voicera_auth.account.resets import RESETS, ResetStore
from voicera_auth.account.sign_up import SignUp
from voicera_auth.account.store import USERS, UserStore
from voicera_auth.api_key.ending import KeyEnding
from voicera_auth.audit.consequence import Consequences
from voicera_auth.keys.ring import KeyRing
from voicera_auth.link.delivery import Delivery
from voicera_auth.mail.outbox import Outbox, open_outbox
from voicera_auth.mail.postman import Postman
from voicera_auth.member.ending import InvitationEnding
from voicera_auth.member.invitations import INVITATIONS, InvitationStore
from voicera_auth.member.inviting import Inviting
from voicera_auth.member.service import MemberService
from voicera_auth.oidc.opening import open_oidc
from voicera_auth.oidc.service import OidcSignIn
from voicera_auth.oidc.states import OIDC_STATES, StateStore
from voicera_auth.organization.service import OrganizationService
from voicera_auth.organization.store import MEMBERS, ORGANIZATIONS, OrganizationStore
from voicera_auth.profile.service import ProfileService
from voicera_auth.second_factor.service import SecondFactors
from voicera_auth.second_factor.store import SECOND_FACTORS, SecondFactorStore
from voicera_auth.session.ending import Revocations, SessionEnding
from voicera_auth.session.service import SessionService
from voicera_auth.session.store import FAMILIES, FamilyStore
from voicera_auth.settings import AuthSettings
from voicera_auth.sweep import Sweep, sweeping
from voicera_kit.clock import Clock
from voicera_kit.documents import DocumentStore
from voicera_kit.sealing import Sealer

EXPIRING: Final = (FAMILIES, ATTEMPTS, RESETS, INVITATIONS, OIDC_STATES)
COLLECTIONS: Final = (USERS, ORGANIZATIONS, MEMBERS, SECOND_FACTORS, *EXPIRING)


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
    outbox: Outbox
    second_factors: SecondFactors
    oidc: OidcSignIn
    sweep: Sweep


@asynccontextmanager
async def open_accounts(
    documents: DocumentStore,
    keys: KeyRing,
    revocations: Revocations,
    api_keys: KeyEnding,
    consequences: Consequences,
    sealer: Sealer,
    clock: Clock,
    settings: AuthSettings,
) -> AsyncIterator[Accounts]:
    users, organizations, families = (
        UserStore(documents),
        OrganizationStore(documents),
        FamilyStore(documents),
    )
    delivery = Delivery(Postman(settings), settings.dashboard_url)
    lockout = Lockout(AttemptStore(documents, clock), clock)
    ending = SessionEnding(families, revocations, clock)
    second_factors = SecondFactors(SecondFactorStore(documents, sealer), users, lockout, clock)
    states = StateStore(documents, sealer, clock)
    sweep = Sweep(documents, EXPIRING, clock)
    hasher = PasswordHasher(settings.password_time_cost, settings.password_memory_kib)
    with closing(Passwords(hasher)) as passwords:
        async with (
            open_outbox() as outbox,
            open_oidc(states, users, clock, settings) as oidc,
            sweeping(sweep),
        ):
            proof = PasswordProof(passwords, lockout)
            change = PasswordChange(users, organizations, passwords, lockout)
            recovery = Recovery(
                users,
                ResetStore(documents, clock),
                change,
                ending,
                delivery,
                outbox,
                clock,
                settings.reset_link_s,
            )
            service = OrganizationService(organizations, users, passwords, clock)
            invitations = InvitationStore(documents)
            yield Accounts(
                organizations=service,
                sessions=SessionService(
                    users,
                    organizations,
                    families,
                    ending,
                    Credentials(users, organizations, passwords),
                    lockout,
                    second_factors,
                    keys,
                    clock,
                    settings,
                ),
                ending=ending,
                sign_up=SignUp(service, is_open=settings.sign_up_open),
                recovery=recovery,
                members=MemberService(
                    organizations,
                    users,
                    recovery,
                    ending,
                    second_factors,
                    api_keys,
                    InvitationEnding(invitations, consequences, clock),
                ),
                inviting=Inviting(invitations, service, delivery, clock, settings.invitation_s),
                profiles=ProfileService(users, organizations, proof, change, ending, second_factors),
                proof=proof,
                outbox=outbox,
                second_factors=second_factors,
                oidc=oidc,
                sweep=sweep,
            )
