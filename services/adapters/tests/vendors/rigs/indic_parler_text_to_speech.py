"""A server of Indic Parler TTS, /v1/speak."""

import asyncio
import json

from aiohttp import web

from voicera_adapters.vendors.indic_parler.voices import LANGUAGES

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 128
MANNER = {"description": "A calm old man speaks slowly in a small room."}


class IndicParler(Vendor):
    """Says the same third of a second whatever the text."""

    refuses = 0

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v1/speak", self.socket)]

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        assert set(json.loads(message)) == {"text", "description", "language"}
        if self.refuses:
            await socket.send_str(json.dumps({"type": "error", "status": self.refuses}))
            return
        await socket.send_str(json.dumps({"type": "start", "sample_rate": 44_100}))
        for at in range(0, len(TONE), 1023):
            await socket.send_bytes(TONE[at : at + 1023])
            if self.pause and at:
                return
            if self.breaks_off and at:
                await socket.close(code=1011)
                return
            await asyncio.sleep(0)
        await socket.send_str(json.dumps({"type": "done"}))


RIG = Rig(
    adapter="indic_parler",
    make=IndicParler,
    account={"api_key": "ip-planted-key"},
    voice="Rohit",
    languages=dict(LANGUAGES)
    | {"hi-IN": "hi", "en-IN": "en", "brx": "brx", "doi": "doi", "sat": "sat", "mni": "mni", "ks": "ks"},
    language_of=lambda vendor: vendor.told()[0]["language"],
    settings=MANNER,
    settings_seen=lambda vendor: {"description": vendor.told()[0]["description"]},
)
