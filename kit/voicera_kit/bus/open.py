"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from pydantic import SecretStr

from voicera_kit.bus.memory import MemoryBus
from voicera_kit.bus.protocol import Bus
from voicera_kit.clock import Clock
from voicera_kit.settings import scheme_of

Opener = Callable[[str, SecretStr, Clock | None], Bus]

NO_PASSWORD = SecretStr("")


def _memory(_url: str, _password: SecretStr, clock: Clock | None) -> Bus:
    return MemoryBus(clock)


def _redis(url: str, password: SecretStr, _clock: Clock | None) -> Bus:
    """`redis://host:port/database`, with TLS `rediss://…?ssl_ca_certs=…`; its time is the server's."""
    from voicera_kit.bus.redis import RedisBus  # noqa: PLC0415 - the driver loads where it is used

    return RedisBus.open(url, password)


ENGINES: Mapping[str, Opener] = MappingProxyType({"memory": _memory, "redis": _redis, "rediss": _redis})


@asynccontextmanager
async def open_bus(
    url: str, clock: Clock | None = None, password: SecretStr = NO_PASSWORD
) -> AsyncIterator[Bus]:
    """Open the bus and close it at the end; SettingsError for an unknown scheme."""
    scheme, _ = scheme_of(url, "BUS_URL", ENGINES)
    bus = ENGINES[scheme](url, password, clock)
    try:
        yield bus
    finally:
        await bus.close()
