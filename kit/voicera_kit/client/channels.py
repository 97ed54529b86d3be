"""Keeps the channel to Envoy: one for good, or a new one for each renewal of our certificate."""

import time
from collections.abc import Sequence
from typing import Any, Final, Protocol

import grpc

from voicera_kit.tls import ENVOY, Certificate, CurrentCertificate, TlsFiles, channel_credentials

_LOOK_S: Final = 5.0
"""How old the last look at the files may be."""


class Channels(Protocol):
    def newest(self) -> grpc.aio.Channel:
        """Return the channel for calls that begin now."""

    async def close(self) -> None: ...


class SteadyChannel:
    """The same channel for every call."""

    def __init__(self, channel: grpc.aio.Channel) -> None:
        self._channel = channel

    def newest(self) -> grpc.aio.Channel:
        return self._channel

    async def close(self) -> None:
        await self._channel.close()


class RenewedChannel:
    """Calls end where they began; a channel's own certificate cannot be changed.

    The channel before the newest stays until the next renewal, for the calls it carries.
    """

    def __init__(self, target: str, files: TlsFiles, options: Sequence[tuple[str, Any]]) -> None:
        self._target = target
        self._options = (*options, ("grpc.ssl_target_name_override", ENVOY))
        self._current = CurrentCertificate(files)
        self._open = [self._channel(self._current.value)]
        self._look_at = time.monotonic() + _LOOK_S

    def newest(self) -> grpc.aio.Channel:
        now = time.monotonic()
        if now >= self._look_at:
            self._look_at = now + _LOOK_S
            self._follow_renewal()
        return self._open[-1]

    async def close(self) -> None:
        for channel in self._open:
            await channel.close()

    def _follow_renewal(self) -> None:
        renewed = self._current.renewed()
        if renewed is not None:
            self._open = [*self._open[-1:], self._channel(renewed)]

    def _channel(self, certificate: Certificate) -> grpc.aio.Channel:
        return grpc.aio.secure_channel(self._target, channel_credentials(certificate), options=self._options)
