"""Wires the gateway: one process, one event loop, HTTP for the outside and telephony.v1 for the mesh."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
import structlog
from fastapi import FastAPI

from voicera.telephony.v1.carrier_service_pb2_grpc import add_CarrierServiceServicer_to_server
from voicera.telephony.v1.live_call_service_pb2_grpc import add_LiveCallServiceServicer_to_server
from voicera.telephony.v1.telephony_service_pb2_grpc import add_TelephonyServiceServicer_to_server
from voicera_gateway.archive import Archive
from voicera_gateway.calls.conversation import Conversations
from voicera_gateway.calls.exchange import Exchange
from voicera_gateway.calls.front import BrowserLine, Line
from voicera_gateway.calls.peers import Peers
from voicera_gateway.calls.sessions import LineOf, Sessions
from voicera_gateway.calls.tickets import Admission, Channel, Tickets
from voicera_gateway.carrier.installation import Installation
from voicera_gateway.carrier.service import Carrier
from voicera_gateway.carrier.servicer import CarrierServicer
from voicera_gateway.carrier.standings import Standings
from voicera_gateway.credentials import CarrierCredentials
from voicera_gateway.directory import Directory
from voicera_gateway.edge.api_keys import ApiKeys
from voicera_gateway.edge.bindings import Bindings
from voicera_gateway.edge.hooks import Hooks
from voicera_gateway.http.application import Parts, application
from voicera_gateway.http.exports import Exports
from voicera_gateway.http.peers import Secured
from voicera_gateway.http.recordings import Recordings
from voicera_gateway.http.server import running_http
from voicera_gateway.live.build import LivePlane, build_live
from voicera_gateway.live.servicer import LiveCallServicer
from voicera_gateway.session.cookies import Cookies
from voicera_gateway.session.routes import BrowserSessions
from voicera_gateway.settings import GatewaySettings
from voicera_gateway.supervision import kept_running
from voicera_gateway.telephony.service import Telephony
from voicera_gateway.telephony.servicer import TelephonyServicer
from voicera_gateway.vobiz.accounts import Account, Accounts
from voicera_gateway.vobiz.answering import Answering
from voicera_gateway.vobiz.callbacks import Callbacks
from voicera_gateway.vobiz.client import VobizClient
from voicera_gateway.vobiz.endings import Endings
from voicera_gateway.vobiz.line import VobizLine
from voicera_gateway.vobiz.nonces import Nonces
from voicera_gateway.vobiz.signature import SignatureChecker
from voicera_gateway.vobiz.verification import Verification
from voicera_gateway.vobiz.webhooks import Webhooks
from voicera_kit.audit import DirectAudit
from voicera_kit.bus import Bus, open_bus
from voicera_kit.client import Mesh
from voicera_kit.clock import SystemClock
from voicera_kit.identity import TokenVerifier, verifier_over
from voicera_kit.logging import configure
from voicera_kit.server import serve

log = structlog.get_logger()

LAST_WORDS_S = 8.0
"""What is kept of the drain for ending the calls that did not finish by themselves."""
PATIENCE_S = 1.0
"""How much longer than one request to the carrier everything that somebody asks about their account may take."""

LAST_WORDS_TO_PEERS_S = 2.0


@dataclass(frozen=True, slots=True)
class Gateway:
    """The parts a process is made of; tests build it with fakes behind the mesh and the carrier."""

    http: FastAPI
    sessions: Sessions
    peers: Peers
    telephony: Telephony
    carrier: Carrier
    exchange: Exchange
    live: LivePlane

    def register(self, server: grpc.aio.Server) -> None:
        add_LiveCallServiceServicer_to_server(LiveCallServicer(self.live.service), server)
        add_TelephonyServiceServicer_to_server(TelephonyServicer(self.telephony), server)
        add_CarrierServiceServicer_to_server(CarrierServicer(self.carrier), server)

    async def follow_peers(self) -> None:
        """Hear the other gateways and tell them what happens here, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(kept_running("peers_hear", self.exchange.listen, SystemClock()))
            group.create_task(self.live.replication.run())


def build(
    settings: GatewaySettings, mesh: Mesh, verifier: TokenVerifier, bus: Bus, client: VobizClient
) -> Gateway:
    archive, directory = Archive(mesh), Directory(mesh)
    secret = settings.service_secret.get_secret_value()
    callbacks = Callbacks(settings.public_url, settings.public_websocket_url, secret, bus)
    tickets = Tickets(bus, settings.ticket_ttl_s)
    default = Account(client, settings.signature_keys)
    credentials = CarrierCredentials(mesh, settings.sealer())
    accounts = Accounts(default, credentials)
    line_of = _lines(accounts, callbacks)
    exchange = Exchange(bus, SystemClock())
    live = build_live(bus, exchange, verifier, settings.ticket_ttl_s, SystemClock())
    conversations = Conversations(mesh)
    sessions = Sessions(tickets, line_of, conversations, archive, settings.media_grace_s, live.held)
    peers = Peers(exchange, sessions, archive)
    answering = Answering(directory, archive, tickets, sessions, callbacks, settings.vobiz_max_retries)
    checker = SignatureChecker(settings.vobiz_signatures, Nonces(bus if settings.has_peers else None))
    verification = Verification(checker, accounts, archive, directory)
    webhooks = Webhooks(verification, callbacks, answering, Endings(archive, sessions, peers))
    clock = SystemClock()
    telephony = Telephony(directory, archive, tickets, sessions, peers, accounts, callbacks, clock)
    deadline_s = settings.vobiz_timeout_s + PATIENCE_S
    installation, standings = Installation.of(settings), Standings(bus)
    carrier = Carrier(client, credentials, directory, installation, standings, clock, deadline_s)
    hooks = Hooks(ApiKeys(mesh), Bindings.of_contracts(), settings.trusted_proxies)
    browsers = BrowserSessions(mesh, Cookies(is_secure=settings.secure_cookies))
    recordings = Recordings(mesh, verifier, clock, settings.trusted_proxies)
    exports = Exports(mesh, verifier)
    parts = Parts(sessions, webhooks, recordings, exports, hooks, browsers, live.endpoints)
    app = application(settings, parts)
    return Gateway(app, sessions, peers, telephony, carrier, exchange, live)


async def run(settings: GatewaySettings) -> None:
    """Serve until told to stop; then let the running calls finish."""
    configure(settings, "gateway")
    async with (
        Mesh.connect(settings, "gateway") as mesh,
        open_bus(settings.bus_url, password=settings.bus_password) as bus,
        _client(settings) as client,
        DirectAudit.running(mesh) as audit,
    ):
        verifier = verifier_over(mesh)
        gateway = build(settings, mesh, verifier, bus, client)

        async def drain() -> None:
            await gateway.sessions.drain(max(settings.drain_s - LAST_WORDS_S, 0.0))

        listening = asyncio.create_task(gateway.follow_peers())
        try:
            async with running_http(
                gateway.http, settings.bind_host, settings.http_port, _secured(settings)
            ) as port:
                log.info("http_started", port=port)
                await serve(
                    "gateway", gateway.register, settings, verifier=verifier, audit=audit, drain=drain
                )
        finally:
            listening.cancel()
            await asyncio.wait((listening,), timeout=LAST_WORDS_TO_PEERS_S)


def _secured(settings: GatewaySettings) -> Secured | None:
    if settings.tls_files is None:
        return None
    return Secured(settings.tls_files, settings.tls_peer_names)


@asynccontextmanager
async def _client(settings: GatewaySettings) -> AsyncIterator[VobizClient]:
    token = settings.vobiz_auth_token.get_secret_value()
    client = VobizClient.open(
        settings.vobiz_base_url, settings.vobiz_auth_id, token, settings.vobiz_timeout_s
    )
    try:
        yield client
    finally:
        await client.close()


def _lines(accounts: Accounts, callbacks: Callbacks) -> LineOf:
    def line_of(admission: Admission) -> Line:
        if admission.channel is Channel.BROWSER:
            return BrowserLine()
        return VobizLine(accounts, callbacks, admission)

    return line_of
