"""Puts the agents service together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc

from voicera.agents.v1 import (
    agent_service_pb2_grpc,
    credential_service_pb2_grpc,
    integration_service_pb2_grpc,
    number_service_pb2_grpc,
)
from voicera_agents.agent.resolution import CallResolver
from voicera_agents.agent.service import AgentService
from voicera_agents.agent.servicer import AgentServicer
from voicera_agents.agent.store import AGENTS, REVISIONS, AgentStore
from voicera_agents.credential.service import CredentialService
from voicera_agents.credential.servicer import CredentialServicer
from voicera_agents.credential.store import CREDENTIALS, CredentialStore
from voicera_agents.integration.adapters import Adapters
from voicera_agents.integration.pools import Pools
from voicera_agents.integration.servicer import IntegrationServicer
from voicera_agents.number.service import NumberService
from voicera_agents.number.servicer import NumberServicer
from voicera_agents.number.store import DIRECTORY, NUMBERS, NumberDirectory, NumberStore
from voicera_agents.settings import AgentsSettings
from voicera_agents.validation.validator import MeshValidator
from voicera_kit.audit import AUDIT_OUTBOX, AuditOutbox
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents import DocumentStore, open_documents
from voicera_kit.identity import verifier_over
from voicera_kit.sealing import Sealer
from voicera_kit.sealing.canary import SEALING_KEYS, require_known_keys
from voicera_kit.server import serve

COLLECTIONS = (AGENTS, REVISIONS, NUMBERS, DIRECTORY, CREDENTIALS, SEALING_KEYS, AUDIT_OUTBOX)


@dataclass(frozen=True, slots=True)
class App:
    documents: DocumentStore
    agents: AgentServicer
    numbers: NumberServicer
    integrations: IntegrationServicer
    credentials: CredentialServicer

    def register(self, server: grpc.aio.Server) -> None:
        agent_service_pb2_grpc.add_AgentServiceServicer_to_server(self.agents, server)
        number_service_pb2_grpc.add_NumberServiceServicer_to_server(self.numbers, server)
        integration_service_pb2_grpc.add_IntegrationServiceServicer_to_server(self.integrations, server)
        credential_service_pb2_grpc.add_CredentialServiceServicer_to_server(self.credentials, server)


def build(
    documents: DocumentStore, mesh: Mesh, clock: Clock, sealer: Sealer, settings: AgentsSettings
) -> App:
    agents, numbers = AgentStore(documents), NumberStore(documents)
    directory = NumberDirectory(documents, clock)
    pools = Pools(mesh, clock, settings)
    credentials = CredentialStore(documents, sealer)
    validator = MeshValidator(pools, credentials)
    resolver = CallResolver(agents, numbers, directory, validator, settings.default_region)
    return App(
        documents,
        AgentServicer(AgentService(agents, numbers, validator), resolver),
        NumberServicer(NumberService(numbers, directory, agents, settings.default_region)),
        IntegrationServicer(pools, Adapters(mesh)),
        CredentialServicer(CredentialService(credentials, sealer, clock)),
    )


@asynccontextmanager
async def open_app(settings: AgentsSettings, mesh: Mesh, clock: Clock | None = None) -> AsyncIterator[App]:
    clock, sealer = clock or SystemClock(), settings.sealer()
    async with open_documents(
        settings.documents_url,
        "agents",
        settings.data_dir,
        COLLECTIONS,
        clock,
        migrates=settings.migrates_on_start,
    ) as documents:
        await require_known_keys(documents, sealer)
        yield build(documents, mesh, clock, sealer, settings)


async def run(settings: AgentsSettings) -> None:
    async with (
        Mesh.connect(settings, "agents") as mesh,
        open_app(settings, mesh) as app,
        AuditOutbox.running(app.documents, mesh) as audit,
    ):
        verifier, stores = verifier_over(mesh), (app.documents,)
        await serve("agents", app.register, settings, verifier=verifier, audit=audit, stores=stores)
