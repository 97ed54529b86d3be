"""AssemblyAI's streaming WebSocket, /v3/ws."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.assemblyai.speech_to_text import LANGUAGES

from .rig import Rig
from .server import Fault, Vendor

SHORTEST_MS, LONGEST_MS = 50, 1000
"""Bytes of mu-law in 50 and in 1000 ms, what AssemblyAI takes at once."""


def turn(text: str, *, end: bool, formatted: bool = False) -> str:
    words = [
        {
            "text": word,
            "start": 500 * at,
            "end": 500 * at + 400,
            "confidence": 0.98,
            "word_is_final": end,
        }
        for at, word in enumerate(text.split())
    ]
    return json.dumps({
        "type": "Turn",
        "turn_order": 0,
        "turn_is_formatted": formatted,
        "end_of_turn": end,
        "transcript": text,
        "end_of_turn_confidence": 0.9 if end else 0.1,
        "words": words,
        "utterance": "",
    })


class AssemblyAI(Vendor):
    """Hears "hello" and then more; the turn ends when it is made to, and once more with formatting where asked for.

    Ending no turn is not answered. When it hangs, it has told a part.
    """

    def __init__(self) -> None:
        super().__init__()
        self.in_turn = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v3/ws", self.socket)]

    def duration_ms(self, audio: bytes) -> float:
        asked = self.requests[-1]
        sample_bytes = 1 if asked.param("encoding") == "pcm_mulaw" else 2
        return len(audio) / sample_bytes * 1000 / int(asked.param("sample_rate"))

    async def opened(self, socket: web.WebSocketResponse) -> None:
        await socket.send_str(json.dumps({"type": "Begin", "id": "b", "expires_at": 1}))
        if self.fault is Fault.HANG:
            await socket.send_str(turn("hel", end=False))

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        if isinstance(message, bytes):
            if not SHORTEST_MS <= self.duration_ms(message) <= LONGEST_MS:
                await self.fail(
                    socket, 3007, "Input duration violation: 1 ms. Expected between 50 and 1000 ms"
                )
            elif not self.in_turn:
                self.in_turn = True
                await socket.send_str(json.dumps({"type": "SpeechStarted", "timestamp": 1}))
                await socket.send_str(turn("hello", end=False))
            return
        match json.loads(message)["type"]:
            case "ForceEndpoint" if self.in_turn:
                self.in_turn = False
                await socket.send_str(turn("hello world", end=True))
                if self.requests[-1].param("format_turns") == "true":
                    await socket.send_str(turn("hello world", end=True, formatted=True))
            case "Terminate":
                told = {"type": "Termination", "audio_duration_seconds": 1, "session_duration_seconds": 1}
                await socket.send_str(json.dumps(told))
                await socket.close()

    async def fail(self, socket: web.WebSocketResponse, code: int, words: str) -> None:
        await socket.send_str(json.dumps({"type": "Error", "error_code": code, "error": words}))
        await socket.close(code=code)


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    query = vendor.requests[0]
    return {
        "format_turns": query.param("format_turns") == "true",
        "min_turn_silence_ms": float(query.param("min_turn_silence")),
        "max_turn_silence_ms": float(query.param("max_turn_silence")),
        "vad_threshold": float(query.param("vad_threshold")),
        "filter_profanity": query.param("filter_profanity") == "true",
    }


RIG = Rig(
    adapter="assemblyai",
    make=AssemblyAI,
    account={"api_key": "aai-planted-key"},
    model="universal-3-6-pro",
    languages={each: [code] for each, code in LANGUAGES.items()}
    | {
        "en-IN": ["en"],
        "hi": ["hi"],
        "hi-IN": ["hi"],
        "mr": ["mr"],
        "ur": ["ur"],
        "de": ["de"],
        "yue": ["yue"],
    },
    language_of=lambda vendor: json.loads(vendor.requests[0].param("language_codes")),
    settings={
        "format_turns": True,
        "min_turn_silence_ms": 200.0,
        "max_turn_silence_ms": 900.0,
        "vad_threshold": 0.4,
        "filter_profanity": True,
    },
    settings_seen=settings_seen,
)
