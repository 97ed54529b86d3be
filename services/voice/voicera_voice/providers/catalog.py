"""Knows which adapter pool of the mesh serves which adapter."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as catalog_grpc
from voicera_kit.client import Mesh
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.errors import FailedPrecondition, ServiceError, Unavailable

_log = structlog.get_logger(__name__)

POOL_KEY = "voicera-adapter-pool"
ADAPTER_UNKNOWN = "ADAPTER_UNKNOWN"
_ASK_TIMEOUT_S = 2.0
_REFRESH_AT_MOST_EVERY_S = 2.0
_ASK_THE_SILENT_EVERY_S = 0.2

_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Offer:
    """`detects` are the languages that a recognizer can tell from others, in lower case."""

    pool: str
    detects: frozenset[str] = frozenset()


class AdapterCatalog:
    """Asks every pool once and again when an adapter is missing."""

    def __init__(self, mesh: Mesh, pools: Iterable[str], clock: Clock | None = None) -> None:
        self._mesh = mesh
        self._stub = mesh.stub(catalog_grpc.AdapterCatalogServiceStub)
        self._pools = tuple(pools)
        self._clock = clock or SystemClock()
        self._known: Mapping[_Key, _Offer] = {}
        self._refreshed_at = float("-inf")
        self._silent = False
        self._refreshing = asyncio.Lock()

    async def pool_of(self, modality: int, adapter: str) -> str:
        """Return the pool; FailedPrecondition (ADAPTER_UNKNOWN) if none has it, Unavailable if one was silent."""
        if (modality, adapter) not in self._known:
            await self.refresh()
        offer = self._known.get((modality, adapter))
        if offer is not None:
            return offer.pool
        if self._silent:
            raise Unavailable(f"adapter {adapter} is in no pool that answers")
        raise FailedPrecondition(f"no adapter {adapter} in this mesh", reason=ADAPTER_UNKNOWN)

    def detectable(self, recognizer: str, languages: Sequence[str]) -> tuple[str, ...]:
        """Return the languages that a recognizer, once its pool is known, can tell from others."""
        offer = self._known.get((catalog_pb2.MODALITY_SPEECH_TO_TEXT, recognizer))
        detects = offer.detects if offer else frozenset()
        return tuple(each for each in languages if detects & {"*", each.lower(), each.lower().split("-")[0]})

    async def refresh(self) -> None:
        async with self._refreshing:
            pause_s = _ASK_THE_SILENT_EVERY_S if self._silent else _REFRESH_AT_MOST_EVERY_S
            if self._clock.monotonic() - self._refreshed_at < pause_s:
                return
            answers = await asyncio.gather(*(self._ask(pool) for pool in self._pools))
            self._silent = None in answers  # and may be there a moment later
            self._refreshed_at = self._clock.monotonic()
            fresh = {key: offer for found in reversed(answers) if found for key, offer in found.items()}
            self._known = {**self._known, **fresh}

    async def _ask(self, pool: str) -> dict[_Key, _Offer] | None:
        """Return the pool's adapters, None if it does not answer."""
        try:
            metadata = (*await self._mesh.authorize(""), (POOL_KEY, pool))
            answer = await self._stub.ListAdapters(
                catalog_pb2.ListAdaptersRequest(), metadata=metadata, timeout=_ASK_TIMEOUT_S
            )
        except ServiceError as error:
            _log.warning("adapters.pool_silent", pool=pool, reason=error.reason)
            return None
        return {(adapter.modality, adapter.id): _offer(pool, adapter) for adapter in answer.adapters}


def _offer(pool: str, adapter: catalog_pb2.Adapter) -> _Offer:
    detects = adapter.languages if adapter.speech_to_text.language_detection else ()
    return _Offer(pool, frozenset(each.lower() for each in detects))
