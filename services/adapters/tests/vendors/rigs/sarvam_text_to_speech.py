"""Sarvam, /text-to-speech/stream."""

from aiohttp import web

from voicera_adapters.vendors.sarvam.text_to_speech import LANGUAGES

from .rig import Rig
from .server import Vendor
from .wav import wav

TONE = bytes(range(256)) * 32
SETTINGS = {
    "model": "bulbul:v4-flash",
    "temperature": 0.25,
    "enable_preprocessing": True,
    "dict_id": "p_5cb7faa6",
}


class Sarvam(Vendor):
    """Says the same second of mu-law, or half of it in PCM, whatever the text."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/text-to-speech/stream", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        is_wav = body["output_audio_codec"] == "wav"
        audio = wav(TONE, body["speech_sample_rate"]) if is_wav else TONE
        return await self.streamed(
            request, [audio[at : at + 1023] for at in range(0, len(audio), 1023)], "audio/basic"
        )


RIG = Rig(
    adapter="sarvam",
    make=Sarvam,
    account={"api_key": "sk_planted_key"},
    voice="anushka",
    languages=dict(LANGUAGES)
    | {
        "or": "od-IN",
        "or-IN": "od-IN",
        "en-IN": "en-IN",
        "hi-IN": "hi-IN",
        "ta": "ta-IN",
        "bn-IN": "bn-IN",
        "pa-IN": "pa-IN",
    },
    language_of=lambda vendor: vendor.requests[0].body["language_code"],
    settings=SETTINGS,
    settings_seen=lambda vendor: {name: vendor.requests[0].body[name] for name in SETTINGS},
    rate_of=lambda vendor: vendor.requests[0].body["pace"],
)
