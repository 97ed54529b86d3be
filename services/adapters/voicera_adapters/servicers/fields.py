"""Reads the fields the requests share."""

from typing import Any, Final

from google.protobuf import json_format, struct_pb2

from voicera.ai.v1.usage_pb2 import (
    USAGE_UNIT_AUDIO_SECONDS,
    USAGE_UNIT_CACHED_INPUT_TOKENS,
    USAGE_UNIT_INPUT_TOKENS,
    USAGE_UNIT_OUTPUT_TOKENS,
    Usage,
)
from voicera.common.v1 import audio_pb2
from voicera_adapters.audio import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, AudioFormat, Encoding
from voicera_adapters.contract import Description
from voicera_kit.errors import FailedPrecondition, invalid

PROVIDER_UNAVAILABLE: Final = "PROVIDER_UNAVAILABLE"

_ENCODINGS: Final = {
    audio_pb2.AUDIO_ENCODING_MULAW: Encoding.MULAW,
    audio_pb2.AUDIO_ENCODING_PCM_S16LE: Encoding.PCM_S16LE,
}


def read_struct(struct: struct_pb2.Struct) -> dict[str, Any]:
    return json_format.MessageToDict(struct)


def read_format(message: audio_pb2.AudioFormat) -> AudioFormat:
    encoding = _ENCODINGS.get(message.encoding)
    if encoding is None:
        raise invalid("audio_format.encoding", "must be PCM_S16LE or MULAW")
    if not LOWEST_RATE_HZ <= message.sample_rate_hz <= HIGHEST_RATE_HZ:
        raise invalid("audio_format.sample_rate_hz", f"must be from {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ}")
    return AudioFormat(encoding, message.sample_rate_hz)


def check_language(description: Description, language: str) -> None:
    if not description.speaks(language):
        raise invalid("language", f"is none {description.id} works in; see the catalogue")


def check_model(description: Description, model: str) -> None:
    if model and not description.any_model and model not in description.models:
        raise invalid("model", f"must be one of: {', '.join(description.models)}")


def check_voice(description: Description, voice: str) -> None:
    if voice and not description.any_voice and all(each.id != voice for each in description.voices):
        raise invalid("voice", "must be one of the catalogue's voices")


def check_available(description: Description) -> None:
    if description.unavailable_reason:
        raise FailedPrecondition(description.unavailable_reason, reason=PROVIDER_UNAVAILABLE)


def audio_usage(duration_ms: float) -> Usage:
    return Usage(unit=USAGE_UNIT_AUDIO_SECONDS, quantity=duration_ms / 1000)


def token_usage(read: int, cached: int, written: int) -> list[Usage]:
    """Return what is not nothing; `read` has the cached ones in it."""
    counts = {
        USAGE_UNIT_INPUT_TOKENS: read - cached,
        USAGE_UNIT_CACHED_INPUT_TOKENS: cached,
        USAGE_UNIT_OUTPUT_TOKENS: written,
    }
    return [Usage(unit=unit, quantity=count) for unit, count in counts.items() if count > 0]
