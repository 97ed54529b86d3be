"""Azure's REST API for short audio, /speech/recognition/conversation/cognitiveservices/v1."""

import io
import json
import wave

from aiohttp import web

from voicera_adapters.vendors.azure.speech_to_text import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor


class Azure(Vendor):
    """Understands "hello world" in whatever is a WAV file of 16 kHz."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/speech/recognition/conversation/cognitiveservices/v1", self.recognize)]

    async def recognize(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.note(request, body[:4])
        with wave.open(io.BytesIO(body)) as wav:
            assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, 16_000)
            assert wav.getnframes() > 4_000
        assert request.content_type == "audio/wav"
        best = {
            "Confidence": 0.97,
            "Lexical": "hello world",
            "ITN": "hello world",
            "MaskedITN": "hello world",
            "Display": "hello world",
        }
        answer = json.dumps({
            "RecognitionStatus": "Success",
            "Offset": 100_000,
            "Duration": 4_000_000,
            "DisplayText": "hello world",
            "NBest": [best, best | {"Confidence": 0.5, "Display": "yellow word"}],
        }).encode()
        return await self.streamed(request, [answer[:20], answer[20:]], "application/json")


RIG = Rig(
    adapter="azure",
    make=Azure,
    account={"api_key": "az-planted-key", "region": "centralindia"},
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en-IN",
        "hi": "hi-IN",
        "hi-IN": "hi-IN",
        "as": "as-IN",
        "bn": "bn-IN",
        "or": "or-IN",
        "ne": "ne-NP",
        "de-DE": "de-DE",
    },
    language_of=lambda vendor: vendor.requests[0].param("language"),
    settings={"profanity": "raw"},
    settings_seen=lambda vendor: {"profanity": vendor.requests[0].param("profanity")},
    faults=JSON_FAULTS,
)
