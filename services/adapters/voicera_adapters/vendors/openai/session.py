"""Writes what a session of OpenAI's Realtime API is told."""

import base64
import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Message, Role, Tool
from voicera_adapters.languages import code_in
from voicera_adapters.realtime import TalkOptions
from voicera_adapters.talking import instructed
from voicera_adapters.vendors.openai.speech_to_text import LANGUAGES
from voicera_adapters.vendors.openai.speech_to_text import MODELS as TRANSCRIBERS

PHONE: Final = AudioFormat(Encoding.MULAW, 8_000)
WIDE: Final = AudioFormat(Encoding.PCM_S16LE, 24_000)
_CONTENTS: Final = {Role.USER: "input_text", Role.SYSTEM: "input_text", Role.ASSISTANT: "output_text"}


class RealtimeSettings(BaseModel):
    """Absent means OpenAI's default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    transcriber: str = Field(
        default=TRANSCRIBERS[0],
        min_length=1,
        max_length=128,
        title="Transcriber",
        description="Writes down what the caller says; charged apart from the conversation.",
        examples=list(TRANSCRIBERS),
    )
    transcription_prompt: str = Field(
        default="",
        max_length=2_000,
        title="Transcription prompt",
        description="What the calls are about and how they are written.",
    )
    noise_reduction: Literal["near_field", "far_field"] | None = Field(
        default=None, title="Noise reduction", description="far_field suits loudspeakers and rooms."
    )
    speech_threshold: float | None = Field(
        default=None, ge=0, le=1, title="Speech threshold", description="Higher ones take louder speech."
    )
    speech_padding_ms: int | None = Field(
        default=None, ge=0, le=2_000, title="Speech padding", description="Audio kept from before speech."
    )
    silence_ms: int | None = Field(
        default=None, ge=100, le=5_000, title="Silence", description="What ends the caller's turn."
    )
    speaking_rate: float | None = Field(default=None, ge=0.25, le=1.5, title="Speaking rate")
    reasoning_effort: Literal["minimal", "low", "medium", "high", "xhigh"] | None = Field(
        default=None,
        title="Reasoning effort",
        description="For gpt-realtime-2 and later; callers wait for it.",
    )
    max_output_tokens: int | None = Field(
        default=None,
        ge=1,
        le=4_096,
        title="Longest answer",
        description="In tokens, most of which are audio.",
    )


def format_of(wanted: AudioFormat) -> AudioFormat:
    """Return the format that is heard and spoken: phone audio as it comes, or else the vendor's own."""
    return PHONE if wanted == PHONE else WIDE


class Session:
    """Every message says what it is about: an error names it by that."""

    def __init__(self, options: TalkOptions, settings: RealtimeSettings) -> None:
        self.format = format_of(options.format)
        self._options = options
        self._settings = settings
        self._numbers = count(1)

    def opening(self) -> str:
        options, settings = self._options, self._settings
        session: dict[str, Any] = self._tasks(options.instructions, options.tools) | {
            "output_modalities": ["audio"],
            "audio": {"input": self._input(), "output": self._output()},
        }
        if settings.max_output_tokens is not None:
            session["max_output_tokens"] = settings.max_output_tokens
        if settings.reasoning_effort is not None:
            session["reasoning"] = {"effort": settings.reasoning_effort}
        return self._about("config", type="session.update", session=session)

    def history(self) -> Iterator[str]:
        for at, message in enumerate(self._options.messages):
            for item in _items(message):
                yield self._about(f"config.messages[{at}]", type="conversation.item.create", item=item)

    def audio(self, block: bytes) -> str:
        return json.dumps({"type": "input_audio_buffer.append", "audio": base64.b64encode(block).decode()})

    def text(self, message: Message) -> str:
        (item,) = _items(message)
        return self._about("text", type="conversation.item.create", item=item)

    def tool_result(self, call_id: str, result: str) -> str:
        return self._about("tool_result", type="conversation.item.create", item=_output(call_id, result))

    def truncation(self, item_id: str, content_index: int, audio_end_ms: int) -> str:
        return self._about(
            "played",
            type="conversation.item.truncate",
            item_id=item_id,
            content_index=content_index,
            audio_end_ms=audio_end_ms,
        )

    def cancellation(self, response_id: str) -> str:
        return self._about("interrupt", type="response.cancel", response_id=response_id)

    def response(self) -> str:
        return self._about("response", type="response.create")

    def update(self, instructions: str, tools: Sequence[Tool]) -> str:
        return self._about("update", type="session.update", session=self._tasks(instructions, tools))

    def _about(self, field: str, **message: Any) -> str:
        return json.dumps({"event_id": f"{field}:{next(self._numbers)}"} | message, ensure_ascii=False)

    def _tasks(self, instructions: str, tools: Sequence[Tool]) -> dict[str, Any]:
        return {
            "type": "realtime",
            "instructions": instructed(instructions, self._options.language),
            "tools": [_tool(each) for each in tools],
        }

    def _input(self) -> dict[str, Any]:
        settings = self._settings
        transcription: dict[str, Any] = {"model": settings.transcriber}
        if self._options.language:
            transcription["language"] = code_in(LANGUAGES, self._options.language)
        if settings.transcription_prompt:
            transcription["prompt"] = settings.transcription_prompt
        detection = {
            "threshold": settings.speech_threshold,
            "prefix_padding_ms": settings.speech_padding_ms,
            "silence_duration_ms": settings.silence_ms,
        }
        chosen = {name: value for name, value in detection.items() if value is not None}
        return {
            "format": self._format(),
            "transcription": transcription,
            "turn_detection": {
                "type": "server_vad",
                "create_response": True,
                "interrupt_response": True,
                **chosen,
            },
            "noise_reduction": {"type": settings.noise_reduction} if settings.noise_reduction else None,
        }

    def _output(self) -> dict[str, Any]:
        output: dict[str, Any] = {"format": self._format()}
        if self._options.voice:
            output["voice"] = self._options.voice
        if self._settings.speaking_rate is not None:
            output["speed"] = self._settings.speaking_rate
        return output

    def _format(self) -> dict[str, Any]:
        if self.format == PHONE:
            return {"type": "audio/pcmu"}
        return {"type": "audio/pcm", "rate": WIDE.sample_rate_hz}


def _tool(tool: Tool) -> dict[str, Any]:
    parameters = dict(tool.parameters) or {"type": "object", "properties": {}}
    return {"type": "function", "name": tool.name, "description": tool.description, "parameters": parameters}


def _items(message: Message) -> Iterator[dict[str, Any]]:
    if message.role is Role.TOOL:
        yield _output(message.tool_call_id, message.text)
        return
    if message.text:
        content = [{"type": _CONTENTS[message.role], "text": message.text}]
        yield {"type": "message", "role": message.role.value, "content": content}
    for call in message.tool_calls:
        arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
        yield {"type": "function_call", "call_id": call.id, "name": call.name, "arguments": arguments}


def _output(call_id: str, result: str) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": call_id, "output": result}
