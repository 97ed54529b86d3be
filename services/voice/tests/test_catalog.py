"""Which pool serves an adapter, also while pools are away."""

import pytest

from voicera.ai.v1 import adapter_catalog_service_pb2 as catalog_pb2
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import FailedPrecondition, Unavailable
from voicera_kit.testing import Signer, running_mesh
from voicera_voice.providers.catalog import ADAPTER_UNKNOWN, AdapterCatalog

from .fakes.mesh import FakeMesh

MOUTH = (catalog_pb2.MODALITY_TEXT_TO_SPEECH, "mouth")


async def test_an_adapter_nobody_offers_is_unknown_for_good():
    async with running_mesh(FakeMesh().register, Signer(), as_service="voice") as mesh:
        catalog = AdapterCatalog(mesh, ["core", "espeak"], VirtualClock())
        with pytest.raises(FailedPrecondition) as refused:
            await catalog.pool_of(catalog_pb2.MODALITY_TEXT_TO_SPEECH, "nobody")
        assert refused.value.reason == ADAPTER_UNKNOWN


async def test_an_adapter_of_a_silent_pool_may_be_there_a_moment_later():
    fake, clock = FakeMesh(silent_pools={"espeak"}), VirtualClock()
    async with running_mesh(fake.register, Signer(), as_service="voice") as mesh:
        catalog = AdapterCatalog(mesh, ["core", "espeak"], clock)
        with pytest.raises(Unavailable):
            await catalog.pool_of(*MOUTH)
        fake.silent_pools.clear()
        await clock.advance(0.3)
        assert await catalog.pool_of(*MOUTH) == "espeak"
