"""Calls the adapters for an organization, each in the pool that serves it."""

from typing import Any, Final

import grpc

from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera.ai.v1.adapter_catalog_service_pb2_grpc import AdapterCatalogServiceStub
from voicera.ai.v1.text_to_speech_service_pb2_grpc import TextToSpeechServiceStub
from voicera_agents.integration.pools import POOL_HEADER
from voicera_agents.integration.preview import Speech, spoken
from voicera_kit.client import Mesh
from voicera_kit.errors import FailedPrecondition, ServiceError
from voicera_kit.languages import best_match
from voicera_kit.paging import decode_token, encode_token, page_of

VOICES_S: Final = 9.0
PROBE_S: Final = 20.0
"""Adapters give up on a vendor after 15 s, and say so."""
PREVIEW_S: Final = 20.0
PROBE_NOT_OFFERED: Final = "PROBE_NOT_OFFERED"
"""The adapter's server does not try adapters."""
_PAGE, _LARGEST_PAGE = 100, 1000

Metadata = tuple[tuple[str, str], ...]


class Adapters:
    def __init__(self, mesh: Mesh) -> None:
        self._mesh = mesh
        self._catalogues = mesh.stub(AdapterCatalogServiceStub)
        self._synthesizers = mesh.stub(TextToSpeechServiceStub)

    async def voices(
        self, organization_id: str, adapter: Adapter, request: ai.ListVoicesRequest
    ) -> ai.ListVoicesResponse:
        """Return the adapter's answer, the catalogue's voices if its server does not list any."""
        metadata = await self._towards(adapter, organization_id)
        try:
            answer: ai.ListVoicesResponse = await self._catalogues.ListVoices(
                request, metadata=metadata, timeout=VOICES_S
            )
        except ServiceError as error:
            if error.code is not grpc.StatusCode.UNIMPLEMENTED:
                raise
            return catalogued(adapter, request)
        return answer

    async def probe(
        self, organization_id: str, adapter: Adapter, request: ai.ProbeRequest
    ) -> ai.ProbeResponse:
        """Return how it went; FailedPrecondition if the adapter's server offers no probes."""
        metadata = await self._towards(adapter, organization_id)
        try:
            answer: ai.ProbeResponse = await self._catalogues.Probe(
                request, metadata=metadata, timeout=PROBE_S
            )
        except ServiceError as error:
            if error.code is not grpc.StatusCode.UNIMPLEMENTED:
                raise
            message = f"the server of {adapter.id} offers no probes"
            raise FailedPrecondition(message, reason=PROBE_NOT_OFFERED) from None
        return answer

    async def speak(
        self, organization_id: str, adapter: Adapter, config: tts.SynthesizeConfig, text: str
    ) -> Speech:
        metadata = await self._towards(adapter, organization_id)
        call: Any = self._synthesizers.Synthesize(metadata=metadata, timeout=PREVIEW_S)
        return await spoken(call, config, text)

    async def _towards(self, adapter: Adapter, organization_id: str) -> Metadata:
        return (*await self._mesh.authorize(organization_id), (POOL_HEADER, adapter.pool))


def catalogued(adapter: Adapter, request: ai.ListVoicesRequest) -> ai.ListVoicesResponse:
    """Return a page of the catalogue's voices, by id."""
    page = page_of(request.page_size, request.page_token, _PAGE, _LARGEST_PAGE)
    listing = f"voices {adapter.id} {request.language}"
    after = str(decode_token(listing, page.token, 1)[0]) if page.token else ""
    voices = sorted(
        (each for each in adapter.voices if _speaks(each, request.language)), key=lambda each: each.id
    )
    rest = [each for each in voices if each.id > after]
    shown = rest[: page.size]
    more = len(rest) > page.size
    return ai.ListVoicesResponse(
        voices=shown, next_page_token=encode_token(listing, (shown[-1].id,)) if more else ""
    )


def _speaks(voice: ai.Voice, language: str) -> bool:
    """True for any region of a language."""
    return not (language and voice.language) or bool(best_match(language, [voice.language]))
