"""ElevenLabs, /v1/text-to-speech/{voice}/stream/with-timestamps."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.elevenlabs.voices import LANGUAGES

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 32
PIECES = 8


def line(audio: bytes, characters: str, start_s: float) -> bytes:
    starts = [start_s + at / 100 for at in range(len(characters))]
    alignment = {
        "characters": list(characters),
        "character_start_times_seconds": starts,
        "character_end_times_seconds": [each + 0.01 for each in starts],
    }
    told = {
        "audio_base64": b64encode(audio).decode(),
        "alignment": alignment if characters else None,
        "normalized_alignment": alignment if characters else None,
    }
    return json.dumps(told).encode() + b"\n"


class ElevenLabs(Vendor):
    """Says the same second whatever the text, a hundredth of a second a character; words are cut anywhere."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/text-to-speech/{voice}/stream/with-timestamps", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        size, cut = len(TONE) // PIECES, len(body["text"]) // (PIECES - 1) or 1
        parts = [
            line(TONE[at * size :][:size], body["text"][at * cut :][:cut], at * cut / 100)
            for at in range(PIECES)
        ]
        return await self.streamed(request, parts, "application/json")


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    body = vendor.requests[0].body
    voice = body["voice_settings"]
    return {
        "model": body["model_id"],
        "stability": voice["stability"],
        "similarity_boost": voice["similarity_boost"],
        "style": voice["style"],
        "apply_text_normalization": body["apply_text_normalization"],
    }


RIG = Rig(
    adapter="elevenlabs",
    make=ElevenLabs,
    account={"api_key": "el-planted-key"},
    voice="cgSgspJ2msm6clMCkdW9",
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en",
        "hi-IN": "hi",
        "ta-IN": "ta",
        "te": "te",
        "as-IN": "as",
        "bn": "bn",
        "sd": "sd",
        "ur": "ur",
        "fil": "fil",
    },
    language_of=lambda vendor: vendor.requests[0].body["language_code"],
    settings={
        "model": "eleven_v3",
        "stability": 0.5,
        "similarity_boost": 0.7,
        "style": 0.25,
        "apply_text_normalization": "on",
    },
    settings_seen=settings_seen,
    rate_of=lambda vendor: vendor.requests[0].body["voice_settings"]["speed"],
)
