"""Asks the adapter pools of the mesh what they offer, and remembers it for a short while."""

import asyncio
from typing import Final

import structlog

from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera.ai.v1.adapter_catalog_service_pb2_grpc import AdapterCatalogServiceStub
from voicera_agents.integration.catalogue import Catalogue, merge
from voicera_agents.settings import AgentsSettings
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

POOL_HEADER: Final = "voicera-adapter-pool"
SILENCE_CACHE_S: Final = 3.0
"""How long a pool that did not answer is not asked again, so that a dead one does not slow every call down."""

log = structlog.get_logger()


class Pool:
    """One adapter pool; callers that ask at the same time share one question."""

    def __init__(self, name: str, mesh: Mesh, clock: Clock, settings: AgentsSettings) -> None:
        self.name = name
        self._mesh = mesh
        self._clock = clock
        self._deadline_s = settings.catalogue_deadline_s
        self._cache_s = settings.catalogue_cache_s
        self._asking = asyncio.Lock()
        self._known: tuple[Adapter, ...] | None = None
        self._known_until = float("-inf")

    async def adapters(self) -> tuple[Adapter, ...] | None:
        """Return what the pool offers, or None if it does not answer within the deadline."""
        async with self._asking:
            if self._clock.monotonic() >= self._known_until:
                self._known = await self._ask()
                cache_s = self._cache_s if self._known is not None else min(SILENCE_CACHE_S, self._cache_s)
                self._known_until = self._clock.monotonic() + cache_s
            return self._known

    async def _ask(self) -> tuple[Adapter, ...] | None:
        stub = self._mesh.stub(AdapterCatalogServiceStub)
        try:
            async with asyncio.timeout(self._deadline_s):
                metadata = (*await self._mesh.authorize(""), (POOL_HEADER, self.name))
                answer = await stub.ListAdapters(
                    ai.ListAdaptersRequest(), metadata=metadata, timeout=self._deadline_s
                )
        except (ServiceError, TimeoutError) as error:
            log.warning("adapter_pool.silent", pool=self.name, reason=getattr(error, "reason", "TIMEOUT"))
            return None
        return tuple(self._marked(adapter) for adapter in answer.adapters)

    def _marked(self, adapter: Adapter) -> Adapter:
        adapter.pool = self.name
        return adapter


class Pools:
    def __init__(self, mesh: Mesh, clock: Clock, settings: AgentsSettings) -> None:
        self._pools = tuple(Pool(name, mesh, clock, settings) for name in settings.adapter_pools)

    async def catalogue(self) -> Catalogue:
        answers = await asyncio.gather(*(pool.adapters() for pool in self._pools))
        return merge(zip((pool.name for pool in self._pools), answers, strict=True))
