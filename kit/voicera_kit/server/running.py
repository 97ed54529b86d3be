"""Builds a server, starts it on a port and stops it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, cast

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import aio as health
from grpc_reflection.v1alpha import reflection

from voicera_kit.audit import AuditSink, audited_methods, auditing
from voicera_kit.client.mesh import MAX_MESSAGE_BYTES
from voicera_kit.clock import SystemClock
from voicera_kit.identity import TokenVerifier
from voicera_kit.server.access import rules_of
from voicera_kit.server.guards import Guard, answering_errors, checking_identity, keeping_deadline
from voicera_kit.server.interceptor import GuardingInterceptor
from voicera_kit.server.peers import admitting_peers
from voicera_kit.server.streams import ending_revoked_streams
from voicera_kit.settings import Settings, SettingsError
from voicera_kit.tls import server_credentials

Register = Callable[[grpc.aio.Server], None]

_MAX_CALLS: Final = 4096
_OPTIONS: Final[tuple[tuple[str, Any], ...]] = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.min_ping_interval_without_data_ms", 10_000),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.so_reuseport", 0),
)


class _Registrations:
    """Stands in for the server while services are added, so that their names are known before it is made."""

    def __init__(self) -> None:
        self.handlers: list[grpc.GenericRpcHandler] = []
        self.services: list[str] = []

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        self.handlers += handlers

    def add_registered_method_handlers(self, service: str, _handlers: object) -> None:
        self.services.append(service)


class RunningServer:
    """`port` is the one the server listens on, also when it was asked for any."""

    def __init__(self, server: grpc.aio.Server, port: int, services: Sequence[str]) -> None:
        self._server = server
        self._services = services
        self._health = health.HealthServicer()
        self.port = port
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)

    async def start(self, *, ready: bool) -> None:
        await self.set_ready(ready=ready)
        await self._server.start()

    async def set_ready(self, *, ready: bool) -> None:
        """Tell health checks whether new work should come here."""
        serving = health_pb2.HealthCheckResponse
        status = serving.SERVING if ready else serving.NOT_SERVING
        for name in ("", *self._services):
            await self._health.set(name, status)

    async def stop(self, grace_s: float) -> None:
        """Refuse new calls and give running ones `grace_s` to end."""
        await self._server.stop(grace_s)


@asynccontextmanager
async def running_server(
    register: Register,
    settings: Settings,
    *,
    verifier: TokenVerifier,
    audit: AuditSink | None = None,
    ready: bool = True,
) -> AsyncIterator[RunningServer]:
    """Listen until the block ends; SettingsError if a method has no access rule or the port is taken.

    Without `audit`, what people and programs change is not recorded: for processes where they change nothing.
    """
    registrations = _Registrations()
    register(cast("grpc.aio.Server", registrations))
    recording = (_auditing(registrations.services, audit, settings),) if audit else ()
    peers = (admitting_peers(settings.tls_peer_names),) if settings.tls_files else ()
    guards = (
        answering_errors,
        *peers,
        *recording,
        checking_identity(rules_of(registrations.services), verifier),
        ending_revoked_streams(verifier),
        keeping_deadline(settings.default_deadline_s),
    )
    server = grpc.aio.server(
        interceptors=(GuardingInterceptor(guards),), options=_OPTIONS, maximum_concurrent_rpcs=_MAX_CALLS
    )
    server.add_generic_rpc_handlers(registrations.handlers)
    running = RunningServer(server, _listen(server, settings), registrations.services)
    reflection.enable_server_reflection((*registrations.services, reflection.SERVICE_NAME), server)
    async with verifier.following_revocations(settings.revocations_poll_s):
        await running.start(ready=ready)
        try:
            yield running
        finally:
            await running.stop(0)


def _auditing(services: Sequence[str], audit: AuditSink, settings: Settings) -> Guard:
    return auditing(audited_methods(services), audit, SystemClock(), settings.trusted_proxies)


def _listen(server: grpc.aio.Server, settings: Settings) -> int:
    address = f"{settings.bind_host}:{settings.port}"
    try:
        if settings.tls_files is None:
            return server.add_insecure_port(address)
        return server.add_secure_port(address, server_credentials(settings.tls_files))
    except RuntimeError:
        raise SettingsError(f"cannot listen on {address}") from None
