"""IntegrationService over gRPC."""

from collections.abc import Iterator
from itertools import dropwhile
from typing import Final, Protocol

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera.agents.v1 import integration_service_pb2_grpc
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.ai.v1.adapter_catalog_service_pb2 import Adapter
from voicera_agents.integration.adapters import Adapters
from voicera_agents.integration.catalogue import Catalogue
from voicera_agents.integration.preview import FORMAT, MAX_CHARACTERS
from voicera_agents.integration.wish import Wish, require_suited
from voicera_agents.validation.language import is_language
from voicera_agents.validation.problem import Reason
from voicera_kit.errors import FieldViolation, NotFound, Unavailable, invalid
from voicera_kit.greetings import greeting_in
from voicera_kit.identity import current_identity
from voicera_kit.paging import Listing, Page, decode_token, encode_token, page_of
from voicera_kit.server import Context

LISTING: Final = "integrations"
_VOICED: Final = (ai.MODALITY_TEXT_TO_SPEECH, ai.MODALITY_REALTIME)
"""Modalities of adapters that have voices."""


class Catalogues(Protocol):
    async def catalogue(self) -> Catalogue: ...


class IntegrationServicer(integration_service_pb2_grpc.IntegrationServiceServicer):
    def __init__(self, catalogues: Catalogues, adapters: Adapters) -> None:
        self._catalogues = catalogues
        self._adapters = adapters

    async def ListIntegrations(
        self, request: pb.ListIntegrationsRequest, context: Context
    ) -> pb.ListIntegrationsResponse:
        page = page_of(request.page_size, request.page_token)
        catalogue = await self._catalogues.catalogue()
        listing = _page(catalogue.adapters, page)
        return pb.ListIntegrationsResponse(
            adapters=listing.items,
            next_page_token=listing.next_token,
            unavailable_pools=catalogue.unavailable_pools,
        )

    async def ListVoices(self, request: pb.ListVoicesRequest, context: Context) -> pb.ListVoicesResponse:
        modality = request.modality or ai.MODALITY_TEXT_TO_SPEECH
        if modality not in _VOICED:
            raise invalid("modality", "must be one that has voices")
        if request.language and not is_language(request.language):
            raise invalid("language", "must be a BCP-47 code, for example en-IN")
        asked = ai.ListVoicesRequest(
            adapter=request.adapter,
            modality=modality,
            language=request.language,
            page_size=request.page_size,
            page_token=request.page_token,
        )
        adapter = await self._adapter(request.adapter, modality)
        listed = await self._adapters.voices(current_identity().organization_id, adapter, asked)
        return pb.ListVoicesResponse(
            voices=listed.voices, next_page_token=listed.next_page_token, live=listed.live
        )

    async def PreviewVoice(
        self, request: pb.PreviewVoiceRequest, context: Context
    ) -> pb.PreviewVoiceResponse:
        adapter = await self._adapter(request.adapter, ai.MODALITY_TEXT_TO_SPEECH)
        wish = Wish(
            modality=ai.MODALITY_TEXT_TO_SPEECH,
            voice=request.voice,
            language=request.language,
            speaking_rate=request.speaking_rate,
            settings=request.settings,
        )
        require_suited(wish, adapter, *_unspeakable(request))
        config = tts.SynthesizeConfig(
            adapter=request.adapter,
            voice=request.voice,
            language=request.language,
            audio_format=FORMAT,
            speaking_rate=request.speaking_rate,
            settings=request.settings,
        )
        text = request.text.strip() or greeting_in(request.language)
        speech = await self._adapters.speak(current_identity().organization_id, adapter, config, text)
        return pb.PreviewVoiceResponse(wav=speech.wav(), first_byte_ms=speech.first_byte_ms)

    async def ProbeIntegration(
        self, request: pb.ProbeIntegrationRequest, context: Context
    ) -> pb.ProbeIntegrationResponse:
        if request.modality not in ai.Modality.values()[1:]:
            raise invalid("modality", f"must be one of {', '.join(ai.Modality.keys()[1:])}")
        adapter = await self._adapter(request.adapter, request.modality)
        wish = Wish(request.modality, request.model, request.voice, request.language, 0, request.settings)
        require_suited(wish, adapter)
        asked = ai.ProbeRequest(
            adapter=request.adapter,
            modality=request.modality,
            model=request.model,
            voice=request.voice,
            language=request.language,
            settings=request.settings,
        )
        tried = await self._adapters.probe(current_identity().organization_id, adapter, asked)
        return pb.ProbeIntegrationResponse(
            ok=tried.ok,
            first_byte_ms=tried.first_byte_ms,
            total_ms=tried.total_ms,
            reason=tried.reason,
            message=tried.message,
            result=tried.result,
        )

    async def _adapter(self, adapter_id: str, modality: int) -> Adapter:
        """Return an adapter of the mesh; NotFound, or Unavailable if a pool that may have it does not answer."""
        catalogue = await self._catalogues.catalogue()
        adapter = catalogue.adapter(adapter_id, modality)
        if adapter is not None:
            return adapter
        if silent := catalogue.unavailable_pools:
            raise Unavailable(f"no answer from {', '.join(silent)}", reason=Reason.ADAPTERS_UNREACHABLE)
        raise NotFound("adapter", adapter_id)


def _unspeakable(request: pb.PreviewVoiceRequest) -> Iterator[FieldViolation]:
    if not request.voice:
        yield FieldViolation("voice", "must name a voice")
    if not request.language:
        yield FieldViolation("language", "must be a BCP-47 code, for example en-IN")
    if len(request.text) > MAX_CHARACTERS:
        yield FieldViolation("text", f"must have at most {MAX_CHARACTERS} characters")


def _page(adapters: tuple[Adapter, ...], page: Page) -> Listing[Adapter]:
    """Return the adapters after the token's; those that came or went meanwhile neither repeat nor hide others."""
    rest = adapters
    if page.token:
        after = decode_token(LISTING, page.token, 2)
        rest = tuple(dropwhile(lambda adapter: _position(adapter) <= after, adapters))
    items = rest[: page.size]
    more = len(rest) > page.size
    return Listing(items, encode_token(LISTING, _position(items[-1])) if more else "")


def _position(adapter: Adapter) -> tuple[str, int]:
    return adapter.id, adapter.modality
