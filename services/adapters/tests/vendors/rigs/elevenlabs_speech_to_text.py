"""ElevenLabs' real-time WebSocket, /v1/speech-to-text/realtime."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.elevenlabs.speech_to_text import LANGUAGES

from .rig import Rig
from .server import Vendor


def committed(text: str) -> list[str]:
    """The two messages that answer a commit where words are asked for."""
    plain = {"message_type": "committed_transcript", "text": text}
    words: list[dict[str, Any]] = []
    for at, word in enumerate(text.split()):
        if words:
            words.append({"text": " ", "start": at - 0.1, "end": at, "type": "spacing", "logprob": 0.0})
        words.append({"text": word, "start": at, "end": at + 0.4, "type": "word", "logprob": -0.1})
    timed = {
        "message_type": "committed_transcript_with_timestamps",
        "text": text,
        "language_code": "eng",
        "words": words,
    }
    return [json.dumps(plain), json.dumps(timed)]


class Scribe(Vendor):
    """Hears "hello" in the first audio, and all when told to commit; too little to commit is an error of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.in_speech = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v1/speech-to-text/realtime", self.socket)]

    async def opened(self, socket: web.WebSocketResponse) -> None:
        started = {"message_type": "session_started", "session_id": "s", "config": {"model_id": "scribe"}}
        await socket.send_str(json.dumps(started))

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        assert told["message_type"] == "input_audio_chunk"
        if base64.b64decode(told["audio_base_64"], validate=True) and not self.in_speech:
            self.in_speech = True
            await socket.send_str(json.dumps({"message_type": "partial_transcript", "text": "hello"}))
        if told["commit"]:
            if self.in_speech:
                for each in committed("hello world"):
                    await socket.send_str(each)
            else:
                error = {"message_type": "commit_throttled", "error": "only 0.00s of uncommitted audio"}
                await socket.send_str(json.dumps(error))
            self.in_speech = False


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    query = vendor.requests[0]
    return {
        name: query.param(name) == "true"
        for name in ("no_verbatim", "filter_background_audio", "enable_logging")
    }


RIG = Rig(
    adapter="elevenlabs",
    make=Scribe,
    account={"api_key": "el-planted-key"},
    model="scribe_v2_realtime",
    languages=dict(LANGUAGES)
    | {
        "en-IN": "eng",
        "hi": "hin",
        "hi-IN": "hin",
        "as": "asm",
        "bn": "ben",
        "or": "ori",
        "ta": "tam",
        "te": "tel",
        "zh": "zho",
    },
    language_of=lambda vendor: vendor.requests[0].param("language_code"),
    settings={"no_verbatim": True, "filter_background_audio": True, "enable_logging": False},
    settings_seen=settings_seen,
)
