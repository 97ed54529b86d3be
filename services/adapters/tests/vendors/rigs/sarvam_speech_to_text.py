"""Sarvam's streaming WebSocket, /speech-to-text/ws."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from .rig import Rig
from .server import Fault, Vendor


def event(signal: str) -> str:
    data = {"event_type": "vad", "timestamp": "t", "signal_type": signal, "occured_at": 1.0}
    return json.dumps({"type": "events", "data": data})


def transcript(text: str) -> str:
    return json.dumps({
        "type": "data",
        "data": {
            "request_id": "r",
            "transcript": text,
            "timestamps": None,
            "diarized_transcript": None,
            "language_code": "en-IN",
            "metrics": {"audio_duration": 0.5, "processing_latency": 0.1},
        },
    })


class Sarvam(Vendor):
    """Hears "hello", a pause and the beginning of "world" in the first audio; the rest waits for the flush.

    A flush when nothing was begun is not answered. When it hangs, it has noticed speech.
    """

    def __init__(self) -> None:
        super().__init__()
        self.in_speech = False

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/speech-to-text/ws", self.socket)]

    async def opened(self, socket: web.WebSocketResponse) -> None:
        if self.fault is Fault.HANG:
            await socket.send_str(event("START_SPEECH"))

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        if "audio" in told:
            assert base64.b64decode(told["audio"]["data"], validate=True)
            if not self.in_speech:
                self.in_speech = True
                await socket.send_str(event("START_SPEECH"))
                await socket.send_str(event("END_SPEECH"))
                await socket.send_str(transcript("hello"))
                await socket.send_str(event("START_SPEECH"))
        elif told["type"] == "flush" and self.in_speech:
            self.in_speech = False
            await socket.send_str(transcript("world"))


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    query = vendor.requests[0]
    return {
        "mode": query.param("mode"),
        "high_vad_sensitivity": query.param("high_vad_sensitivity") == "true",
        "speech_threshold": float(query.param("positive_speech_threshold")),
        "min_speech_frames": float(query.param("min_speech_frames")),
    }


RIG = Rig(
    adapter="sarvam",
    make=Sarvam,
    account={"api_key": "sv-planted-key"},
    model="saaras:v4",
    languages={
        "en-IN": "en-IN",
        "hi": "hi-IN",
        "hi-IN": "hi-IN",
        "or": "od-IN",
        "as": "as-IN",
        "bn": "bn-IN",
        "brx": "brx-IN",
        "doi": "doi-IN",
        "gu": "gu-IN",
        "kn": "kn-IN",
        "kok": "kok-IN",
        "ks": "ks-IN",
        "mai": "mai-IN",
        "ml": "ml-IN",
        "mni": "mni-IN",
        "mr": "mr-IN",
        "ne": "ne-IN",
        "pa": "pa-IN",
        "sa": "sa-IN",
        "sat": "sat-IN",
        "sd": "sd-IN",
        "ta": "ta-IN",
        "te": "te-IN",
        "ur": "ur-IN",
    },
    language_of=lambda vendor: vendor.requests[0].param("language-code"),
    settings={
        "mode": "codemix",
        "high_vad_sensitivity": True,
        "speech_threshold": 0.4,
        "min_speech_frames": 3.0,
    },
    settings_seen=settings_seen,
)
