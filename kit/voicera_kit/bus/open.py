"""Opens the engine a URL names."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType

from voicera_kit.bus.memory import MemoryBus
from voicera_kit.bus.protocol import Bus
from voicera_kit.clock import Clock
from voicera_kit.settings import scheme_of


def _memory(_rest: str, clock: Clock | None) -> Bus:
    return MemoryBus(clock)


ENGINES: Mapping[str, Callable[[str, Clock | None], Bus]] = MappingProxyType({"memory": _memory})


@asynccontextmanager
async def open_bus(url: str, clock: Clock | None = None) -> AsyncIterator[Bus]:
    """Open the bus and close it at the end; SettingsError for an unknown scheme."""
    scheme, rest = scheme_of(url, "BUS_URL", ENGINES)
    bus = ENGINES[scheme](rest, clock)
    try:
        yield bus
    finally:
        await bus.close()
