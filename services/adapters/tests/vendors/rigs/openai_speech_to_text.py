"""OpenAI's realtime transcription sessions, /v1/realtime?intent=transcription."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.openai.speech_to_text import LANGUAGES

from .rig import Rig
from .server import Vendor

SMALLEST = 800
"""Bytes of mu-law in 100 ms, the least that can be committed."""


def event(kind: str, **more: Any) -> str:
    return json.dumps({"type": kind, "event_id": "e"} | more)


class OpenAI(Vendor):
    """Transcribes what was committed; too little to commit is an error of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.buffered = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/realtime", self.socket)]

    async def opened(self, socket: web.WebSocketResponse) -> None:
        await socket.send_str(event("session.created", session={"type": "transcription"}))

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        match told["type"]:
            case "session.update":
                await socket.send_str(event("session.updated", session=told["session"]))
            case "input_audio_buffer.append":
                self.buffered += len(base64.b64decode(told["audio"], validate=True))
            case "input_audio_buffer.commit" if self.buffered < SMALLEST:
                error = {
                    "type": "invalid_request_error",
                    "code": "input_audio_buffer_commit_empty",
                    "message": "buffer too small",
                    "param": None,
                    "event_id": None,
                }
                await socket.send_str(event("error", error=error))
            case "input_audio_buffer.commit":
                self.buffered = 0
                await self.transcribe(socket)

    async def transcribe(self, socket: web.WebSocketResponse) -> None:
        item = {"item_id": "i", "content_index": 0}
        transcription = "conversation.item.input_audio_transcription"
        await socket.send_str(event("input_audio_buffer.committed", item_id="i", previous_item_id=None))
        for delta in ("hello", " world"):
            await socket.send_str(event(f"{transcription}.delta", delta=delta, **item))
        usage = {"type": "duration", "seconds": 1}
        await socket.send_str(
            event(f"{transcription}.completed", transcript="hello world", usage=usage, **item)
        )


def session_of(vendor: Vendor) -> dict[str, Any]:
    session: dict[str, Any] = vendor.told()[0]["session"]
    assert session["type"] == "transcription"
    return session["audio"]["input"]


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    heard = session_of(vendor)
    return {"prompt": heard["transcription"]["prompt"], "noise_reduction": heard["noise_reduction"]["type"]}


RIG = Rig(
    adapter="openai",
    make=OpenAI,
    account={"api_key": "sk-planted-key"},
    model="gpt-4o-transcribe",
    languages=dict(LANGUAGES)
    | {"en-IN": "en", "hi": "hi", "hi-IN": "hi", "ta": "ta", "kn": "kn", "nb": "no", "fil": "tl"},
    language_of=lambda vendor: session_of(vendor)["transcription"]["language"],
    settings={"prompt": "A call to a clinic.", "noise_reduction": "far_field"},
    settings_seen=settings_seen,
)
