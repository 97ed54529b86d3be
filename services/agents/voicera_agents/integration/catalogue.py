"""The adapters of the mesh, merged from its pools. Adapters are passed on as the read-only values they arrived as."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter


@dataclass(frozen=True)
class Catalogue:
    """What the pools that answered offer, by id; an adapter two pools offer belongs to the pool named first."""

    adapters: tuple[Adapter, ...] = ()
    unavailable_pools: tuple[str, ...] = ()

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, int], Adapter]:
        return {(adapter.id, adapter.modality): adapter for adapter in self.adapters}

    def adapter(self, adapter_id: str, modality: int) -> Adapter | None:
        return self._by_key.get((adapter_id, modality))


def merge(pools: Iterable[tuple[str, tuple[Adapter, ...] | None]]) -> Catalogue:
    """Return the catalogue of pools in order of preference; None is a pool that did not answer."""
    found: dict[tuple[str, int], Adapter] = {}
    silent: list[str] = []
    for pool, adapters in pools:
        if adapters is None:
            silent.append(pool)
        for adapter in adapters or ():
            found.setdefault((adapter.id, adapter.modality), adapter)
    return Catalogue(tuple(found[key] for key in sorted(found)), tuple(silent))
