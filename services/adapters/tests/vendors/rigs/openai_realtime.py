"""OpenAI's Realtime API, /v1/realtime?model=..., whose voice activity detection answers turns by itself."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.openai.speech_to_text import LANGUAGES

from .conversation import ANSWER, SAYS, Conversing
from .rig import Rig

USAGE = {
    "total_tokens": 150,
    "input_tokens": 100,
    "output_tokens": 50,
    "input_token_details": {
        "text_tokens": 40,
        "audio_tokens": 60,
        "cached_tokens": 30,
        "cached_tokens_details": {"text_tokens": 20, "audio_tokens": 10},
    },
    "output_token_details": {"text_tokens": 15, "audio_tokens": 35},
}


class OpenAI(Conversing):
    """Its events have ids; a response can be cancelled, and what was heard of an item told."""

    def __init__(self) -> None:
        super().__init__()
        self.responses = 0
        self.active = ""
        self.calls: set[str] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/realtime", self.socket)]

    async def tell(self, kind: str, **more: Any) -> None:
        assert self.line is not None
        await self.line.send_str(json.dumps({"type": kind, "event_id": "event_1"} | more))

    async def opened(self, socket: web.WebSocketResponse) -> None:
        self.line = socket
        await self.tell("session.created", session={"type": "realtime"})

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        match told["type"]:
            case "session.update":
                await self.tell("session.updated", session=told["session"])
            case "input_audio_buffer.append":
                self.heard_audio += base64.b64decode(told["audio"], validate=True)
            case "conversation.item.create":
                item = told["item"] | {"id": "item_told"}
                if item["type"] == "function_call_output":
                    self.calls.discard(item["call_id"])
                await self.tell("conversation.item.added", item=item, previous_item_id=None)
            case "conversation.item.truncate":
                await self.tell(
                    "conversation.item.truncated",
                    **{name: told[name] for name in ("item_id", "content_index", "audio_end_ms")},
                )
            case "response.create" if self.active:
                await self.error("conversation_already_has_active_response", told)
            case "response.create":
                await self.answer()
            case "response.cancel" if self.active:
                await self.cancelled("client_cancelled")
            case "response.cancel":
                await self.error("response_cancel_not_active", told)

    async def error(self, code: str, told: Mapping[str, Any], **more: Any) -> None:
        error = {"type": "invalid_request_error", "code": code, "message": "secret words", "param": None}
        await self.tell("error", error=error | {"event_id": told.get("event_id")} | more)

    async def caller_starts(self) -> None:
        await self.tell("input_audio_buffer.speech_started", audio_start_ms=1200, item_id="item_caller")
        if self.active:
            await self.cancelled("turn_detected")

    async def caller_stops(self) -> None:
        await self.tell("input_audio_buffer.speech_stopped", audio_end_ms=2400, item_id="item_caller")
        await self.tell("input_audio_buffer.committed", item_id="item_caller", previous_item_id=None)
        item = {"item_id": "item_caller", "content_index": 0}
        kind = "conversation.item.input_audio_transcription"
        await self.tell(f"{kind}.delta", delta="hello", **item)
        await self.tell(f"{kind}.delta", delta=" world", **item)
        await self.begin()
        await self.tell(f"{kind}.completed", transcript="hello world", usage={}, **item)
        await self.go_on()

    async def answer(self) -> None:
        await self.begin()
        await self.go_on()

    async def begin(self) -> None:
        self.responses += 1
        self.active = f"resp_{self.responses}"
        await self.tell("response.created", response={"id": self.active, "status": "in_progress"})

    async def go_on(self) -> None:
        if self.script == "call":
            await self.call()
            return
        for at, block in enumerate(ANSWER):
            await self.part("output_audio_transcript.delta", delta=SAYS[at])
            await self.part("output_audio.delta", delta=base64.b64encode(self.made(block)).decode())
        if self.script != "long":
            await self.done("completed", None)

    def made(self, block: bytes) -> bytes:
        """The audio in the format that was asked for: the answer is written as PCM at 24 kHz."""
        asked = self.told()[0]["session"]["audio"]["output"]["format"]
        return bytes(len(block) // 6) if asked == {"type": "audio/pcmu"} else block

    async def late(self) -> None:
        """A part of the answer that was on its way when it was interrupted."""
        await self.part("output_audio.delta", delta=base64.b64encode(self.made(ANSWER[0])).decode())

    async def finish(self) -> None:
        await self.done("completed", None)

    async def part(self, kind: str, **more: Any) -> None:
        place = {"output_index": 0, "content_index": 0, "item_id": f"item_{self.active}"}
        await self.tell(f"response.{kind}", response_id=self.active, **place, **more)

    async def call(self) -> None:
        self.script = ""
        for call_id, day in (("call_1", "monday"), ("call_2", "tuesday")):
            self.calls.add(call_id)
            arguments = json.dumps({"day": day})
            item = {"id": f"item_{call_id}", "type": "function_call", "status": "completed"}
            item |= {"call_id": call_id, "name": "book", "arguments": arguments}
            await self.tell(
                "response.function_call_arguments.done",
                response_id=self.active,
                item_id=item["id"],
                output_index=0,
                call_id=call_id,
                name="book",
                arguments=arguments,
            )
            await self.tell("response.output_item.done", response_id=self.active, output_index=0, item=item)
        await self.done("completed", None)

    async def cancelled(self, reason: str) -> None:
        await self.late() if self.is_late else None
        await self.done("cancelled", {"type": "cancelled", "reason": reason})

    async def done(self, status: str, details: Mapping[str, Any] | None) -> None:
        response = {"id": self.active, "status": status, "status_details": details, "usage": USAGE}
        self.active = ""
        await self.tell("response.done", response=response | {"output": []})

    def results(self) -> list[Any]:
        items = [each["item"] for each in self.told() if each["type"] == "conversation.item.create"]
        return [json.loads(each["output"]) for each in items if each["type"] == "function_call_output"]

    def texts(self) -> list[str]:
        items = [each["item"] for each in self.told() if each["type"] == "conversation.item.create"]
        return [each["content"][0]["text"] for each in items if each["type"] == "message"]


def session_of(vendor: OpenAI) -> dict[str, Any]:
    session: dict[str, Any] = vendor.told()[0]["session"]
    assert session["type"] == "realtime"
    return session


def settings_seen(vendor: OpenAI) -> Mapping[str, Any]:
    session = session_of(vendor)
    heard, spoken = session["audio"]["input"], session["audio"]["output"]
    return {
        "transcriber": heard["transcription"]["model"],
        "transcription_prompt": heard["transcription"]["prompt"],
        "noise_reduction": heard["noise_reduction"]["type"],
        "speech_threshold": heard["turn_detection"]["threshold"],
        "speech_padding_ms": heard["turn_detection"]["prefix_padding_ms"],
        "silence_ms": heard["turn_detection"]["silence_duration_ms"],
        "speaking_rate": spoken["speed"],
        "reasoning_effort": session["reasoning"]["effort"],
        "max_output_tokens": session["max_output_tokens"],
    }


RIG = Rig(
    adapter="openai",
    make=OpenAI,
    account={"api_key": "sk-planted-key"},
    model="gpt-realtime-2.1",
    voice="cedar",
    languages=dict(LANGUAGES) | {"en-IN": "en", "hi-IN": "hi", "ta": "ta", "nb": "no"},
    language_of=lambda vendor: session_of(vendor)["audio"]["input"]["transcription"]["language"],
    settings={
        "transcriber": "gpt-transcribe",
        "transcription_prompt": "A call to a clinic.",
        "noise_reduction": "far_field",
        "speech_threshold": 0.7,
        "speech_padding_ms": 200,
        "silence_ms": 700,
        "speaking_rate": 1.2,
        "reasoning_effort": "low",
        "max_output_tokens": 900,
    },
    settings_seen=settings_seen,
)
