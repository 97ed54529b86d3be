"""Cartesia's WebSocket, /tts/websocket."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.cartesia.text_to_speech import LANGUAGES

from .rig import Rig
from .server import Vendor

TONE = bytes(range(256)) * 32


class Cartesia(Vendor):
    """Says the same second whatever the text, two words a second; contexts may be canceled.

    With `hangs_up` it closes after the first text, as after minutes without a word.
    """

    hangs_up = False
    refuses = 0

    def __init__(self) -> None:
        super().__init__()
        self.canceled: list[str] = []
        self.transports: list[Any] = []
        self.speaking: dict[str, asyncio.Task[None]] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/tts/websocket", self.socket)]

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        context = told["context_id"]
        if told.get("cancel"):
            self.canceled.append(context)
            if task := self.speaking.pop(context, None):
                task.cancel()
            return
        self.speaking[context] = asyncio.create_task(self.speak(socket, told))

    async def speak(self, socket: web.WebSocketResponse, told: dict[str, Any]) -> None:
        context = told["context_id"]
        if self.refuses:
            await self.say(socket, context, "error", status_code=self.refuses, done=True, title="secret")
            return
        for at in range(0, len(TONE), 1024):
            data = b64encode(TONE[at : at + 1024]).decode()
            await self.say(socket, context, "chunk", data=data, status_code=206, step_time=20.1)
            if self.pause and at:
                return
            if self.breaks_off and at:
                self.transports[-1].abort()
                return
            await asyncio.sleep(0)
        words = told["transcript"].split()
        times = {
            "words": words,
            "start": [at / 2 for at in range(len(words))],
            "end": [at / 2 + 0.4 for at in range(len(words))],
        }
        await self.say(socket, context, "timestamps", word_timestamps=times, status_code=206)
        await self.say(socket, context, "flush_done", flush_id=1, flush_done=True, status_code=206)
        await self.say(socket, context, "done", done=True, status_code=200)
        if self.hangs_up:
            self.hangs_up = False
            await socket.close()

    async def socket(self, request: web.Request, protocols: tuple[str, ...] = ()) -> web.StreamResponse:
        self.transports.append(request.transport)
        return await super().socket(request, protocols)

    def vanish(self) -> None:
        """Nothing comes from the sockets there are any more, and nothing arrives there."""
        for each in self.transports:
            each.pause_reading()

    async def say(self, socket: web.WebSocketResponse, context: str, kind: str, **more: Any) -> None:
        said = {"type": kind, "done": False, "context_id": context}
        await socket.send_str(json.dumps(said | more))


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    told = vendor.told()[0]
    manner = told["generation_config"]
    return {
        "model": told["model_id"],
        "volume": manner["volume"],
        "emotion": manner["emotion"],
        "pronunciation_dict_id": told["pronunciation_dict_id"],
    }


RIG = Rig(
    adapter="cartesia",
    make=Cartesia,
    account={"api_key": "sk_car_planted"},
    voice="0834f3df-e650-4766-a20c-5a93a43aa6e3",
    languages=dict(LANGUAGES)
    | {"en-IN": "en", "hi-IN": "hi", "ta-IN": "ta", "te": "te", "pa": "pa", "fil": "tl", "nb": "no"},
    language_of=lambda vendor: vendor.told()[0]["language"],
    settings={
        "model": "sonic-3-2026-01-12",
        "volume": 1.5,
        "emotion": "content",
        "pronunciation_dict_id": "pdict_1",
    },
    settings_seen=settings_seen,
    rate_of=lambda vendor: vendor.told()[0]["generation_config"]["speed"],
)
