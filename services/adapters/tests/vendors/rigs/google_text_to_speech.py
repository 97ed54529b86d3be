"""Google Cloud Text-to-Speech, /v1/text:synthesize."""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.google.text_to_speech import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .wav import wav

TONE = bytes(range(256)) * 64
WRITTEN = {"MULAW": (7, 8), "LINEAR16": (1, 16)}


class Google(Vendor):
    """Says the same second or two whatever the text, in a WAV file whatever the encoding."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/text:synthesize", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        code, bits = WRITTEN[body["audioConfig"]["audioEncoding"]]
        audio = wav(TONE, body["audioConfig"]["sampleRateHertz"], code=code, bits=bits)
        answer = json.dumps({"audioContent": b64encode(audio).decode()}).encode()
        half = len(answer) // 2
        return await self.streamed(request, [answer[:half], answer[half:]], "application/json")


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    body = vendor.requests[0].body
    audio = body["audioConfig"]
    return {
        "gender": body["voice"]["ssmlGender"],
        "pitch": audio["pitch"],
        "volume_gain_db": audio["volumeGainDb"],
        "effects_profile": audio["effectsProfileId"][0],
    }


RIG = Rig(
    adapter="google",
    make=Google,
    account={"api_key": "AIza-planted-key"},
    languages=dict(LANGUAGES)
    | {
        "hi-IN": "hi-IN",
        "hi": "hi-IN",
        "en": "en-IN",
        "ta": "ta-IN",
        "bn-IN": "bn-IN",
        "ur": "ur-IN",
        "pa": "pa-IN",
        "zh-TW": "cmn-TW",
        "es": "es-ES",
        "ar": "ar-XA",
    },
    language_of=lambda vendor: vendor.requests[0].body["voice"]["languageCode"],
    settings={
        "gender": "MALE",
        "pitch": -2,
        "volume_gain_db": 3,
        "effects_profile": "telephony-class-application",
    },
    settings_seen=settings_seen,
    rate_of=lambda vendor: vendor.requests[0].body["audioConfig"]["speakingRate"],
    faults=JSON_FAULTS,
)
