"""Serves ListAdapters: what this process can do, as its vendors say."""

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
)
from voicera_kit.server import Context

_MODALITIES: Final = {
    Modality.SPEECH_TO_TEXT: pb.MODALITY_SPEECH_TO_TEXT,
    Modality.TEXT_TO_SPEECH: pb.MODALITY_TEXT_TO_SPEECH,
    Modality.LANGUAGE_MODEL: pb.MODALITY_LANGUAGE_MODEL,
    Modality.TRANSLATION: pb.MODALITY_TRANSLATION,
    Modality.REALTIME: pb.MODALITY_REALTIME,
}
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class AdapterCatalogServicer(pb_grpc.AdapterCatalogServiceServicer):
    def __init__(self, adapters: Adapters) -> None:
        self._adapters = adapters

    async def ListAdapters(
        self, request: pb.ListAdaptersRequest, context: Context
    ) -> pb.ListAdaptersResponse:
        return pb.ListAdaptersResponse(
            adapters=[write_adapter(each.description) for each in self._adapters.all()]
        )


def write_adapter(description: Description) -> pb.Adapter:
    adapter = pb.Adapter(
        id=description.id,
        modality=_MODALITIES[description.modality],
        display_name=description.display_name,
        languages=description.languages,
        voices=[
            pb.Voice(id=each.id, display_name=each.display_name, language=each.language)
            for each in description.voices
        ],
        models=description.models,
        any_model=description.any_model,
        any_voice=description.any_voice,
        unavailable_reason=description.unavailable_reason,
        credential_needed=not is_complete(description),
    )
    json_format.ParseDict(_schema(description.settings), adapter.settings_schema)
    if description.account is not None:
        json_format.ParseDict(_schema(description.account), adapter.credential_schema)
    _write_capabilities(description, adapter)
    return adapter


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
