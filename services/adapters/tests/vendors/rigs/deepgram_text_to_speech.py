"""Deepgram's Aura, /v1/speak."""

from aiohttp import web

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 20


class Aura(Vendor):
    """Says the same 0.6 s of mu-law whatever the text."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/speak", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        self.note(request, await request.json())
        return await self.streamed(
            request, [TONE[at : at + 1024] for at in range(0, len(TONE), 1024)], "audio/mulaw"
        )


RIG = Rig(
    adapter="deepgram",
    make=Aura,
    account={"api_key": "dg-planted-key"},
    language="en-AU",
    languages={
        "en": "aura-2-thalia-en",
        "en-AU": "aura-2-theia-en",
        "en-GB": "aura-2-draco-en",
        "en-IN": "aura-2-thalia-en",
        "es": "aura-2-celeste-es",
        "es-ES": "aura-2-nestor-es",
    },
    language_of=lambda vendor: vendor.requests[0].param("model"),
    rate_of=lambda vendor: float(vendor.requests[0].param("speed")),
)
