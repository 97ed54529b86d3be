"""Reaches every service of the mesh through one channel to Envoy."""

from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self, TypeVar, cast

import grpc

from voicera.auth.v1.token_service_pb2_grpc import TokenServiceStub
from voicera_kit.client.calls import MeshChannel
from voicera_kit.client.channels import RenewedChannel, SteadyChannel
from voicera_kit.client.metadata import CallMetadata, metadata_for
from voicera_kit.client.tokens import ServiceTokens, TokenSource
from voicera_kit.identity.model import Identity
from voicera_kit.settings import Settings
from voicera_kit.tls import TlsFiles

Stub = TypeVar("Stub")

MAX_MESSAGE_BYTES: Final = 8 * 1024 * 1024
CHANNEL_OPTIONS: Final[tuple[tuple[str, Any], ...]] = (
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.initial_reconnect_backoff_ms", 100),
    # Also how long a connection may take to be made: a busy machine needs its time. A refused one is told at once.
    ("grpc.min_reconnect_backoff_ms", 2_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
    ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
    ("grpc.enable_retries", 0),
)


def open_channel(target: str, deadline_s: float = 10.0, tls: TlsFiles | None = None) -> MeshChannel:
    """Without `tls` the connection is plain; with it, the other end must be Envoy."""
    if tls is None:
        return MeshChannel(
            SteadyChannel(grpc.aio.insecure_channel(target, options=CHANNEL_OPTIONS)), deadline_s
        )
    return MeshChannel(RenewedChannel(target, tls, CHANNEL_OPTIONS), deadline_s)


class Mesh:
    """Every call says on whose behalf it is made, and raises ServiceError when it fails."""

    def __init__(self, channel: MeshChannel, tokens: TokenSource) -> None:
        self._channel = channel
        self._tokens = tokens

    @classmethod
    def connect(cls, settings: Settings, service_name: str) -> Self:
        """Open the channel the settings name, as this service."""
        channel = open_channel(settings.mesh_target, settings.client_deadline_s, settings.tls_files)
        issuer = TokenServiceStub(cast("grpc.aio.Channel", channel))
        return cls(channel, ServiceTokens(issuer, service_name, settings.service_secret))

    def stub(self, make: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        return make(cast("grpc.aio.Channel", self._channel))

    async def authorize(self, organization_id: str) -> CallMetadata:
        """Call as this service for an organization; "" for methods that are open across organizations."""
        return metadata_for(await self._tokens.token(organization_id))

    @staticmethod
    def forward(identity: Identity) -> CallMetadata:
        """Call as whoever called us."""
        return metadata_for(identity.token)

    @staticmethod
    def anonymous() -> CallMetadata:
        """Call a public method."""
        return metadata_for(None)

    async def close(self) -> None:
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
