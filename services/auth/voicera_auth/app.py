"""Puts the auth service together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import grpc

from voicera.auth.v1 import (
    api_key_service_pb2_grpc,
    audit_service_pb2_grpc,
    auth_service_pb2_grpc,
    member_service_pb2_grpc,
    organization_service_pb2_grpc,
    profile_service_pb2_grpc,
    token_service_pb2_grpc,
)
from voicera_auth import accounts
from voicera_auth.accounts import Accounts, open_accounts
from voicera_auth.api_key.ending import KeyEnding
from voicera_auth.api_key.service import ApiKeyService
from voicera_auth.api_key.servicer import ApiKeyServicer
from voicera_auth.api_key.store import API_KEY_OWNERS, API_KEYS, ApiKeyStore
from voicera_auth.api_key.uses import Uses
from voicera_auth.audit.chain import AuditChain
from voicera_auth.audit.consequence import Consequences
from voicera_auth.audit.key import AUDIT_KEYS, open_audit_key
from voicera_auth.audit.servicer import AuditServicer
from voicera_auth.audit.store import AUDIT_ENTRIES, AUDIT_HEADS, ChainStore
from voicera_auth.keys.ring import KeyRing
from voicera_auth.keys.rotation import KeyRotation
from voicera_auth.keys.store import SIGNING_KEYS, SigningKeyStore
from voicera_auth.member.servicer import MemberServicer
from voicera_auth.organization.service import OrganizationService
from voicera_auth.organization.servicer import OrganizationServicer
from voicera_auth.organization.store import OrganizationStore
from voicera_auth.profile.servicer import ProfileServicer
from voicera_auth.session.service import SessionService
from voicera_auth.session.servicer import AuthServicer
from voicera_auth.settings import AuthSettings
from voicera_auth.token.revocations import REVOCATIONS, Revocations
from voicera_auth.token.servicer import TokenServicer
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents import DocumentStore, open_documents
from voicera_kit.identity import TokenVerifier
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys

COLLECTIONS = (
    *accounts.COLLECTIONS,
    SIGNING_KEYS,
    REVOCATIONS,
    AUDIT_ENTRIES,
    AUDIT_HEADS,
    AUDIT_KEYS,
    API_KEYS,
    API_KEY_OWNERS,
    SEALING_KEYS,
)


@dataclass(frozen=True, slots=True)
class App:
    documents: DocumentStore
    keys: KeyRing
    rotation: KeyRotation
    accounts: Accounts
    revocations: Revocations
    api_keys: ApiKeyService
    audit: AuditChain
    audit_entries: ChainStore
    settings: AuthSettings

    @property
    def organizations(self) -> OrganizationService:
        return self.accounts.organizations

    @property
    def sessions(self) -> SessionService:
        return self.accounts.sessions

    def verifier(self, clock: Clock | None = None) -> TokenVerifier:
        """Return what checks the tokens this service itself is called with."""
        return TokenVerifier(self.keys, clock, self.revocations)

    def register(self, server: grpc.aio.Server) -> None:
        people = self.accounts
        auth_service_pb2_grpc.add_AuthServiceServicer_to_server(
            AuthServicer(
                people.sessions, people.sign_up, people.recovery, people.inviting, people.oidc, self.settings
            ),
            server,
        )
        profile_service_pb2_grpc.add_ProfileServiceServicer_to_server(
            ProfileServicer(people.profiles, people.sessions, people.ending), server
        )
        member_service_pb2_grpc.add_MemberServiceServicer_to_server(
            MemberServicer(people.members, people.inviting), server
        )
        organization_service_pb2_grpc.add_OrganizationServiceServicer_to_server(
            OrganizationServicer(people.organizations), server
        )
        audit_service_pb2_grpc.add_AuditServiceServicer_to_server(
            AuditServicer(self.audit, self.audit_entries), server
        )
        token_service_pb2_grpc.add_TokenServiceServicer_to_server(
            TokenServicer(self.keys, self.revocations, self.api_keys, self.settings), server
        )
        api_key_service_pb2_grpc.add_ApiKeyServiceServicer_to_server(ApiKeyServicer(self.api_keys), server)


@asynccontextmanager
async def open_app(settings: AuthSettings, clock: Clock | None = None) -> AsyncIterator[App]:
    clock = clock or SystemClock()
    async with open_documents(
        settings.documents_url,
        "auth",
        settings.data_dir,
        COLLECTIONS,
        clock,
        migrates=settings.migrates_on_start,
    ) as documents:
        sealer = settings.sealer()
        await require_known_keys(documents, sealer)
        signing_keys = SigningKeyStore(documents, sealer)
        keys = await KeyRing.open(signing_keys, clock)
        rotation = KeyRotation(keys, signing_keys, clock, timedelta(days=settings.signing_key_days))
        revocations = Revocations(documents, clock)
        audit_entries = ChainStore(documents)
        key_store = ApiKeyStore(documents)
        uses = Uses(key_store, clock)
        api_keys = ApiKeyService(
            key_store,
            OrganizationStore(documents),
            uses,
            keys,
            revocations,
            clock,
            settings.api_key_token_s,
        )
        audit = AuditChain(audit_entries, await open_audit_key(documents, sealer))
        consequences = Consequences(audit, clock)
        ending = KeyEnding(key_store, api_keys, consequences, clock)
        async with (
            open_accounts(
                documents, keys, revocations, ending, consequences, sealer, clock, settings
            ) as people,
            uses.written(),
            rotation.going_on(),
        ):
            yield App(
                documents,
                keys,
                rotation,
                people,
                revocations,
                api_keys,
                audit,
                audit_entries,
                settings,
            )
