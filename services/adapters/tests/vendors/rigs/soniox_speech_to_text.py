"""Soniox's real-time WebSocket, /transcribe-websocket."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.soniox.speech_to_text import LANGUAGES

from .rig import Rig
from .server import Vendor


def token(text: str, *, final: bool, start_ms: int = 0) -> dict[str, Any]:
    if text == "<fin>":
        return {"text": text, "is_final": True}
    return {
        "text": text,
        "start_ms": start_ms,
        "end_ms": start_ms + 200,
        "confidence": 0.9,
        "is_final": final,
        "language": "en",
    }


def told(*tokens: dict[str, Any], **more: Any) -> str:
    return json.dumps({"tokens": tokens, "final_audio_proc_ms": 100, "total_audio_proc_ms": 200} | more)


class Soniox(Vendor):
    """Hears the beginning of "hello world" in the first audio, in parts of words; the rest when told to finalize."""

    def __init__(self) -> None:
        super().__init__()
        self.in_speech = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/transcribe-websocket", self.socket)]

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        if isinstance(message, bytes):
            assert message, "an empty message ends the stream"
            if not self.in_speech:
                self.in_speech = True
                await socket.send_str(told(token("hel", final=False)))
                await socket.send_str(
                    told(
                        token("hel", final=True),
                        token("lo", final=False, start_ms=200),
                        token(" wo", final=False),
                    )
                )
            return
        if not message:
            await socket.send_str(told(finished=True))
            await socket.close()
        elif json.loads(message).get("type") == "finalize":
            rest = [("lo", 200), (" wor", 500), ("ld", 700)] if self.in_speech else []
            self.in_speech = False
            finals = [token(text, final=True, start_ms=start) for text, start in rest]
            await socket.send_str(told(*finals, token("<fin>", final=True)))


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    messages = [json.loads(each) for each in vendor.messages if isinstance(each, str) and each]
    finalize = next(each for each in messages if each.get("type") == "finalize")
    return {
        "strict_languages": messages[0]["language_hints_strict"],
        "context": messages[0]["context"]["text"],
        "trailing_silence_ms": finalize["trailing_silence_ms"],
    }


RIG = Rig(
    adapter="soniox",
    make=Soniox,
    account={"api_key": "sx-planted-key"},
    model="stt-rt-v5",
    languages={each: [code] for each, code in LANGUAGES.items()}
    | {
        "en-IN": ["en"],
        "hi": ["hi"],
        "hi-IN": ["hi"],
        "ta": ["ta"],
        "bn": ["bn"],
        "pa": ["pa"],
        "nb": ["no"],
        "fil": ["tl"],
    },
    language_of=lambda vendor: json.loads(vendor.messages[0])["language_hints"],
    settings={"strict_languages": True, "context": "Calls to a clinic.", "trailing_silence_ms": 300.0},
    settings_seen=settings_seen,
)
