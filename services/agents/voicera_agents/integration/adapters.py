"""Calls the adapters for an organization, each in the pool that serves it."""

from typing import Any, Final

from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera.ai.v1.adapter_catalog_service_pb2_grpc import AdapterCatalogServiceStub
from voicera.ai.v1.text_to_speech_service_pb2_grpc import TextToSpeechServiceStub
from voicera_agents.integration.pools import POOL_HEADER
from voicera_agents.integration.preview import Speech, spoken
from voicera_kit.client import Mesh

VOICES_S: Final = 9.0
PROBE_S: Final = 20.0
"""Adapters give up on a vendor after 15 s, and say so."""
PREVIEW_S: Final = 20.0

Metadata = tuple[tuple[str, str], ...]


class Adapters:
    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._catalogues = mesh.stub(AdapterCatalogServiceStub)
        self._synthesizers = mesh.stub(TextToSpeechServiceStub)

    async def voices(
        self, organization_id: str, adapter: Adapter, request: ai.ListVoicesRequest
    ) -> ai.ListVoicesResponse:
        metadata = await self._towards(adapter, organization_id)
        answer: ai.ListVoicesResponse = await self._catalogues.ListVoices(
            request, metadata=metadata, timeout=VOICES_S
        )
        return answer

    async def probe(
        self, organization_id: str, adapter: Adapter, request: ai.ProbeRequest
    ) -> ai.ProbeResponse:
        metadata = await self._towards(adapter, organization_id)
        answer: ai.ProbeResponse = await self._catalogues.Probe(request, metadata=metadata, timeout=PROBE_S)
        return answer

    async def speak(
        self, organization_id: str, adapter: Adapter, config: tts.SynthesizeConfig, text: str
    ) -> Speech:
        metadata = await self._towards(adapter, organization_id)
        call: Any = self._synthesizers.Synthesize(metadata=metadata, timeout=PREVIEW_S)
        return await spoken(call, config, text)

    async def _towards(self, adapter: Adapter, organization_id: str) -> Metadata:
        return (*await self._mesh.authorize(organization_id), (POOL_HEADER, adapter.pool))
