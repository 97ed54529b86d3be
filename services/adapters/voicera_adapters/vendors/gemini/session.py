"""Writes what a session of the Gemini Live API is told."""

import base64
import json
import re
from collections.abc import Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Generation, Message, Role, Tool
from voicera_adapters.languages import code_in
from voicera_adapters.realtime import TalkOptions
from voicera_adapters.talking import instructed
from voicera_adapters.turns import instructions
from voicera_adapters.vendors.gemini.languages import LANGUAGES
from voicera_adapters.vendors.gemini.request import declaration, request_of, result_of
from voicera_adapters.vendors.gemini.settings import GeminiSettings
from voicera_adapters.vendors.gemini.signatures import Signatures

HEARD: Final = AudioFormat(Encoding.PCM_S16LE, 16_000)
SPOKEN: Final = AudioFormat(Encoding.PCM_S16LE, 24_000)
_VERSION: Final = re.compile(r"gemini-(\d+)(?:\.(\d+))?")
_BLOCKS_IF_TOLD: Final = (3, 8)
"""From this version on a model talks while its tools run, unless their declarations say otherwise."""
_NOT_THE_CALLERS: Final = "[An instruction to you, which the caller did not say:]\n"


class LiveSettings(BaseModel):
    """Absent means the vendor's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    top_p: float | None = Field(default=None, gt=0, le=1, title="Top p")
    top_k: int | None = Field(default=None, ge=1, le=500, title="Top k")
    thinking_level: Literal["minimal", "low", "medium", "high"] | None = Field(
        default=None, title="Thinking level", description="Callers wait for thoughts."
    )
    start_sensitivity: Literal["low", "high"] | None = Field(
        default=None, title="Start sensitivity", description="How readily sound is taken for speech."
    )
    end_sensitivity: Literal["low", "high"] | None = Field(
        default=None, title="End sensitivity", description="How readily a pause ends the caller's turn."
    )
    speech_ms: int | None = Field(
        default=None, ge=0, le=2_000, title="Speech", description="What begins the caller's turn."
    )
    silence_ms: int | None = Field(
        default=None, ge=100, le=5_000, title="Silence", description="What ends the caller's turn."
    )
    max_output_tokens: int | None = Field(
        default=None, ge=1, le=65_536, title="Longest answer", description="In tokens."
    )

    def generation(self) -> dict[str, Any]:
        thinking = {"thinkingLevel": self.thinking_level} if self.thinking_level else None
        return _chosen(
            topP=self.top_p,
            topK=self.top_k,
            maxOutputTokens=self.max_output_tokens,
            thinkingConfig=thinking,
        )

    def detection(self) -> dict[str, Any]:
        start, end = self.start_sensitivity, self.end_sensitivity
        return _chosen(
            startOfSpeechSensitivity=f"START_SENSITIVITY_{start.upper()}" if start else None,
            endOfSpeechSensitivity=f"END_SENSITIVITY_{end.upper()}" if end else None,
            prefixPaddingMs=self.speech_ms,
            silenceDurationMs=self.silence_ms,
        )


def _chosen(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


class Session:
    """`instructions` and `tools` may change between two connections."""

    def __init__(self, options: TalkOptions, settings: LiveSettings, model: str) -> None:
        self._options = options
        self._settings = settings
        self._model = model
        self._past = tuple(each for each in options.messages if each.role is not Role.SYSTEM)
        self.instructions = options.instructions
        self.tools: Sequence[Tool] = options.tools

    def opening(self, handle: str) -> str:
        """`handle` is of the session to go on with; empty begins one."""
        setup: dict[str, Any] = {
            "model": self._model if "/" in self._model else f"models/{self._model}",
            "generationConfig": self._generation(),
            "inputAudioTranscription": {},
            "outputAudioTranscription": {},
            "sessionResumption": {"handle": handle} if handle else {},
            "contextWindowCompression": {"slidingWindow": {}},
        }
        if told := self._instructions():
            setup["systemInstruction"] = {"parts": [{"text": told}]}
        if self.tools:
            setup["tools"] = [{"functionDeclarations": [self._declaration(each) for each in self.tools]}]
        if detection := self._settings.detection():
            setup["realtimeInputConfig"] = {"automaticActivityDetection": detection}
        if self._past and not handle:
            setup["historyConfig"] = {"initialHistoryInClientContent": True}
        return _written(setup=setup)

    def history(self) -> str | None:
        """Return what was said before, if anything was; it is not answered."""
        if not self._past:
            return None
        request = request_of(Generation(self._model, self._past), GeminiSettings(), Signatures())
        return _written(clientContent={"turns": request["contents"], "turnComplete": True})

    def audio(self, block: bytes) -> str:
        kind = f"audio/pcm;rate={HEARD.sample_rate_hz}"
        return _written(realtimeInput={"audio": {"data": base64.b64encode(block).decode(), "mimeType": kind}})

    def text(self, message: Message) -> str:
        """All texts are the caller's there: an instruction says that it is none."""
        text = f"{_NOT_THE_CALLERS}{message.text}" if message.role is Role.SYSTEM else message.text
        return _written(realtimeInput={"text": text})

    def tool_result(self, call_id: str, name: str, result: str) -> str:
        response = {"id": call_id, "name": name, "response": result_of(result)}
        return _written(toolResponse={"functionResponses": [response]})

    def _instructions(self) -> str:
        """What the system said in the conversation so far is no turn there."""
        said = (self.instructions, instructions(self._options.messages))
        return instructed("\n\n".join(each for each in said if each), self._options.language)

    def _generation(self) -> dict[str, Any]:
        options = self._options
        speech: dict[str, Any] = {}
        if options.voice:
            speech["voiceConfig"] = {"prebuiltVoiceConfig": {"voiceName": options.voice}}
        if options.language:
            speech["languageCode"] = code_in(LANGUAGES, options.language)
        generation = {"responseModalities": ["AUDIO"]} | self._settings.generation()
        return generation | _chosen(speechConfig=speech or None, temperature=options.temperature)

    def _declaration(self, tool: Tool) -> dict[str, Any]:
        declared = declaration(tool)
        if _version(self._model) >= _BLOCKS_IF_TOLD and "thinking" not in self._model:
            declared["behavior"] = "BLOCKING"
        return declared


def _version(model: str) -> tuple[int, int]:
    found = _VERSION.search(model)
    return (int(found[1]), int(found[2] or 0)) if found else (0, 0)


def _written(**message: Any) -> str:
    return json.dumps(message, ensure_ascii=False)
