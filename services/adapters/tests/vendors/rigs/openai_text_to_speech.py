"""OpenAI, /audio/speech below the address that ends with /v1."""

from aiohttp import web

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 96
SETTINGS = {"model": "gpt-4o-mini-tts-2025-12-15", "instructions": "Speak slowly and kindly."}


class Speech(Vendor):
    """Says the same half second of 24 kHz whatever the text."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/audio/speech", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        self.note(request, await request.json())
        return await self.streamed(
            request, [TONE[at : at + 1023] for at in range(0, len(TONE), 1023)], "audio/pcm"
        )


RIG = Rig(
    adapter="openai",
    make=Speech,
    account={"api_key": "sk-planted-key"},
    voice="marin",
    settings=SETTINGS,
    settings_seen=lambda vendor: {name: vendor.requests[0].body[name] for name in SETTINGS},
    rate_of=lambda vendor: vendor.requests[0].body["speed"],
)
