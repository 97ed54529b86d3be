"""One adapter of the server, and what is asked of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2

from adapter_verify.checks import Failed, Skipped
from adapter_verify.refusal import Refusal, invalid, require_invalid, require_typed
from adapter_verify.server import Server, Stream, shown
from voicera.ai.v1 import adapter_catalog_service_pb2 as pb

MODALITIES: Mapping[int, str] = {
    pb.MODALITY_SPEECH_TO_TEXT: "speech_to_text",
    pb.MODALITY_TEXT_TO_SPEECH: "text_to_speech",
    pb.MODALITY_LANGUAGE_MODEL: "language_model",
    pb.MODALITY_TRANSLATION: "translation",
    pb.MODALITY_REALTIME: "realtime",
}
NOBODY = "voicera-no-such-thing"
"""An adapter, model, voice or setting nobody has."""
UNSPOKEN = "qaa"
"""A well-formed BCP-47 code that is no language."""
_WRONG: Mapping[str, Any] = {
    "string": 17,
    "integer": "x",
    "number": "x",
    "boolean": "x",
    "array": "x",
    "object": "x",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What the caller of the command wants checked; empty means what the catalogue offers first."""

    language: str = ""
    target_language: str = ""
    model: str = ""
    voice: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    speech: Path | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    server: Server
    adapter: pb.Adapter
    choices: Choices

    @property
    def language(self) -> str:
        first = next(iter(self.adapter.languages), "*")
        return self.choices.language or ("en-US" if first == "*" else first)

    @property
    def target_language(self) -> str:
        others = (each for each in self.adapter.languages if each not in {"*", self.language})
        return self.choices.target_language or next(others, "hi-IN")

    @property
    def model(self) -> str:
        return self.choices.model or next(iter(self.adapter.models), "")

    @property
    def voice(self) -> str:
        """The first that speaks the language."""
        bare = bare_language(self.language)
        speaking = (
            each.id
            for each in self.adapter.voices
            if not each.language or bare_language(each.language) == bare
        )
        return self.choices.voice or next(speaking, "")

    @property
    def settings(self) -> struct_pb2.Struct:
        return struct(self.choices.settings)

    def wrong_settings(self) -> struct_pb2.Struct:
        """Return settings that `settings_schema` forbids. Raises Skipped where it forbids none."""
        schema = json_format.MessageToDict(self.adapter.settings_schema)
        if schema.get("additionalProperties") is False:
            return struct({NOBODY: True})
        for name, each in schema.get("properties", {}).items():
            if isinstance(each, dict) and each.get("type") in _WRONG:
                return struct({name: _WRONG[each["type"]]})
        raise Skipped("its settings_schema forbids nothing")

    def require_unspoken(self) -> None:
        if "*" in self.adapter.languages:
            raise Skipped("it works in any language")

    def rethrow(self, refusal: Refusal, expected: str) -> Exception:
        """Return what a refusal of a good request means."""
        if self._is_unusable(refusal):
            return Skipped(f"it says it cannot be used: {refusal.message}")
        if not self.model and self.adapter.any_model and refusal.names("model"):
            return Skipped("it has no model of its own: give one with --model")
        return Failed(expected, str(refusal))

    def require_invalid(self, refusal: Refusal, field: str) -> None:
        """Raise Failed unless it names the field; Skipped where the adapter has a better reason to refuse."""
        if self._is_unusable(refusal):
            raise Skipped(f"it says it cannot be used: {refusal.message}")
        require_invalid(refusal, field)

    async def require_refused(self, stream: Stream, field: str) -> None:
        """See that whatever was sent last is refused, naming the field."""
        try:
            answer = await stream.hear(invalid(field))
        except Refusal as refusal:
            self.require_invalid(refusal, field)
        else:
            raise Failed(invalid(field), shown(answer))
        finally:
            stream.cancel()

    def require_typed(self, refusal: Refusal) -> None:
        if self._is_unusable(refusal):
            raise Skipped(f"it says it cannot be used: {refusal.message}")
        require_typed(refusal)

    def _is_unusable(self, refusal: Refusal) -> bool:
        is_known = bool(self.adapter.unavailable_reason) or self.adapter.credential_needed
        return is_known and refusal.code is grpc.StatusCode.FAILED_PRECONDITION


def struct(values: Mapping[str, Any]) -> struct_pb2.Struct:
    made = struct_pb2.Struct()
    json_format.ParseDict(dict(values), made)
    return made


def bare_language(code: str) -> str:
    return re.split("-", code.lower())[0]
