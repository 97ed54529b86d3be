"""Serves the catalogue: what this process can do, as its vendors say, and how it does."""

from collections.abc import Mapping
from itertools import dropwhile
from typing import Any, Final

from google.protobuf import json_format
from pydantic import BaseModel

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2_grpc as pb_grpc
from voicera_adapters.accounts import is_complete
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    LanguageModelCapabilities,
    Modality,
    RealtimeCapabilities,
    SpeechToTextCapabilities,
    TextToSpeechCapabilities,
    TranslationCapabilities,
    Voice,
)
from voicera_adapters.health import WINDOW_S, Health, Summary
from voicera_adapters.probing import Outcome, Prober, Trial
from voicera_adapters.servers import Look, Servers, shown
from voicera_adapters.servicers.fields import read_struct
from voicera_adapters.voices import Voices, position
from voicera_kit.errors import ServiceError, invalid
from voicera_kit.identity import current_identity
from voicera_kit.paging import Listing, Page, decode_token, encode_token, page_of
from voicera_kit.server import Context

_MODALITIES: Final = {
    Modality.SPEECH_TO_TEXT: pb.MODALITY_SPEECH_TO_TEXT,
    Modality.TEXT_TO_SPEECH: pb.MODALITY_TEXT_TO_SPEECH,
    Modality.LANGUAGE_MODEL: pb.MODALITY_LANGUAGE_MODEL,
    Modality.TRANSLATION: pb.MODALITY_TRANSLATION,
    Modality.REALTIME: pb.MODALITY_REALTIME,
}
_NAMED: Final[Mapping[int, Modality]] = {number: modality for modality, number in _MODALITIES.items()}
_PAGE, _LARGEST_PAGE = 100, 1000
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class AdapterCatalogServicer(pb_grpc.AdapterCatalogServiceServicer):
    def __init__(
        self, adapters: Adapters, voices: Voices, prober: Prober, health: Health, servers: Servers
    ) -> None:
        self._adapters = adapters
        self._voices = voices
        self._prober = prober
        self._health = health
        self._servers = servers

    async def ListAdapters(
        self, request: pb.ListAdaptersRequest, context: Context
    ) -> pb.ListAdaptersResponse:
        descriptions = [each.description for each in self._adapters.all()]
        return pb.ListAdaptersResponse(
            adapters=[
                write_adapter(each, self._health.of(each).summary(), self._servers.of(each.server))
                for each in descriptions
            ]
        )

    async def ListVoices(self, request: pb.ListVoicesRequest, context: Context) -> pb.ListVoicesResponse:
        page = page_of(request.page_size, request.page_token, _PAGE, _LARGEST_PAGE)
        adapter = self._adapters.one(
            request.adapter, read_modality(request.modality or pb.MODALITY_TEXT_TO_SPEECH)
        )
        listed = await self._voices.of(adapter, current_identity().organization_id)
        spoken = [each for each in listed.voices if not request.language or each.speaks(request.language)]
        found = _page(spoken, page, f"voices of {request.adapter} in {request.language or 'all'}")
        return pb.ListVoicesResponse(
            voices=[write_voice(each) for each in found.items],
            next_page_token=found.next_token,
            live=listed.live,
        )

    async def Probe(self, request: pb.ProbeRequest, context: Context) -> pb.ProbeResponse:
        trial = Trial(
            adapter=request.adapter,
            modality=read_modality(request.modality),
            model=request.model,
            voice=request.voice,
            language=request.language,
            settings=read_struct(request.settings, "settings"),
        )
        return write_outcome(await self._prober.probe(trial))


def read_modality(number: int) -> Modality:
    modality = _NAMED.get(number)
    if modality is None:
        raise invalid("modality", "must be one an adapter can have")
    return modality


def _page(voices: list[Voice], page: Page, listing: str) -> Listing[Voice]:
    """Return the voices after the token's; those that came or went meanwhile neither repeat nor hide others."""
    rest = voices
    if page.token:
        after = decode_token(listing, page.token, 3)
        rest = list(dropwhile(lambda voice: position(voice) <= after, voices))
    items = tuple(rest[: page.size])
    return Listing(items, encode_token(listing, position(items[-1])) if len(rest) > page.size else "")


def write_voice(voice: Voice) -> pb.Voice:
    return pb.Voice(id=voice.id, display_name=voice.display_name, language=voice.language)


def write_outcome(outcome: Outcome) -> pb.ProbeResponse:
    failure = outcome.failure
    return pb.ProbeResponse(
        ok=failure is None,
        first_byte_ms=outcome.first_byte_ms,
        total_ms=outcome.total_ms,
        reason=failure.reason if failure else "",
        message=_told(failure) if failure else "",
        result=outcome.result,
    )


def _told(failure: ServiceError) -> str:
    """Return the message; fields are those of other requests, so that only their last names mean something."""
    refused = (f"{each.field.rpartition('.')[2]} {each.description}" for each in failure.violations)
    return "; ".join(refused) or failure.message


def write_health(summary: Summary) -> pb.AdapterHealth:
    return pb.AdapterHealth(
        window_s=WINDOW_S,
        requests=summary.requests,
        failures=summary.failures,
        first_byte_p50_ms=summary.first_byte_p50_ms,
        first_byte_p95_ms=summary.first_byte_p95_ms,
    )


def write_server(address: str, look: Look | None) -> pb.AdapterServer:
    server = pb.AdapterServer(address=shown(address))
    if look is not None:
        is_there = look.is_reachable
        server.standing = pb.SERVER_STANDING_REACHABLE if is_there else pb.SERVER_STANDING_UNREACHABLE
        server.looked_at.FromDatetime(look.at)
    return server


def write_adapter(
    description: Description, health: Summary | None = None, look: Look | None = None
) -> pb.Adapter:
    adapter = pb.Adapter(
        id=description.id,
        modality=_MODALITIES[description.modality],
        display_name=description.display_name,
        languages=description.languages,
        voices=[write_voice(each) for each in description.voices],
        models=description.models,
        any_model=description.any_model,
        any_voice=description.any_voice,
        unavailable_reason=description.unavailable_reason,
        credential_needed=not is_complete(description),
        health=write_health(health) if health else None,
        model_languages=write_languages(description.model_languages),
        server=write_server(description.server, look) if description.server else None,
    )
    json_format.ParseDict(_schema(description.settings), adapter.settings_schema)
    if description.account is not None:
        json_format.ParseDict(_schema(description.account), adapter.credential_schema)
    _write_capabilities(description, adapter)
    return adapter


def write_languages(by_model: Mapping[str, tuple[str, ...]]) -> dict[str, pb.LanguageList]:
    return {model: pb.LanguageList(languages=languages) for model, languages in by_model.items()}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"$schema": _DIALECT, **model.model_json_schema()}


def _write_capabilities(description: Description, adapter: pb.Adapter) -> None:
    match description.capabilities:
        case SpeechToTextCapabilities() as can:
            adapter.speech_to_text.CopyFrom(
                pb.SpeechToTextCapabilities(
                    interim_results=can.interim_results,
                    phrase_hints=can.phrase_hints,
                    closed_grammar=can.closed_grammar,
                    word_times=can.word_times,
                    sample_rates_hz=can.sample_rates_hz,
                    language_detection=can.language_detection,
                    confidence=can.confidence,
                    detected_languages=can.detected_languages,
                    model_detected_languages=write_languages(can.model_detected_languages),
                )
            )
        case TextToSpeechCapabilities() as can:
            adapter.text_to_speech.CopyFrom(
                pb.TextToSpeechCapabilities(
                    streaming=can.streaming, word_times=can.word_times, sample_rates_hz=can.sample_rates_hz
                )
            )
        case LanguageModelCapabilities() as can:
            adapter.language_model.CopyFrom(
                pb.LanguageModelCapabilities(
                    streaming=can.streaming, tools=can.tools, response_schema=can.response_schema
                )
            )
        case TranslationCapabilities() as can:
            adapter.translation.CopyFrom(
                pb.TranslationCapabilities(formality=can.formality, glossary=can.glossary)
            )
        case RealtimeCapabilities() as can:
            adapter.realtime.CopyFrom(
                pb.RealtimeCapabilities(
                    tools=can.tools,
                    caller_transcripts=can.caller_transcripts,
                    sample_rates_hz=can.sample_rates_hz,
                )
            )
