"""Deepgram's live WebSocket, /v1/listen."""

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.deepgram.speech_to_text import LANGUAGES

from .rig import Rig
from .server import Vendor

BLOCKS = web.ResponseKey("blocks", int)
"""Of audio since the last Finalize, kept with each socket."""
INTERIM_EVERY = 10
"""Blocks of 100 ms: it tells what it understands about once a second."""


def results(text: str, *, final: bool, flushed: bool = False) -> str:
    words = [
        {
            "word": word.lower(),
            "punctuated_word": word,
            "start": at / 2,
            "end": at / 2 + 0.4,
            "confidence": 0.98,
        }
        for at, word in enumerate(text.split())
    ]
    return json.dumps({
        "type": "Results",
        "channel_index": [0, 1],
        "duration": 1.0,
        "start": 0.0,
        "is_final": final,
        "speech_final": final,
        "from_finalize": flushed,
        "channel": {
            "alternatives": [{"transcript": text, "confidence": 0.98 if text else 0.0, "words": words}]
        },
        "metadata": {"request_id": "r", "model_info": {"name": "nova-3"}, "model_uuid": "m"},
    })


class Deepgram(Vendor):
    """Understands "hello" after the first audio, "world" when told to finalize, and says so now and then before."""

    def __init__(self) -> None:
        super().__init__()
        self.answers_finalize = True
        """False: as after an endpoint of its own, when there is nothing left to say."""

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/v1/listen", self.socket)]

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        if isinstance(message, bytes):
            await self._listened(socket)
            return
        match json.loads(message)["type"]:
            case "Finalize" if self.answers_finalize:
                said = "world" if socket.get(BLOCKS) else ""
                socket[BLOCKS] = 0
                await socket.send_str(results(said, final=True, flushed=True))
            case "CloseStream":
                await socket.send_str(json.dumps({"type": "Metadata", "request_id": "r"}))
                await socket.close()

    async def _listened(self, socket: web.WebSocketResponse) -> None:
        blocks = socket[BLOCKS] = socket.get(BLOCKS, 0) + 1
        if blocks == 1:
            await socket.send_str(results("hello", final=False))
            await socket.send_str(results("hello", final=True))
        elif blocks % INTERIM_EVERY == 0:
            await socket.send_str(results("world", final=False))


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    query = vendor.requests[0]
    flags = {name: query.param(name) == "true" for name in ("smart_format", "profanity_filter", "numerals")}
    return flags | {"endpointing_ms": int(query.param("endpointing")), "redact": query.params("redact")}


RIG = Rig(
    adapter="deepgram",
    make=Deepgram,
    account={"api_key": "dg-planted-key"},
    model="nova-3",
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en-IN",
        "hi-IN": "hi",
        "ta-IN": "ta",
        "te": "te",
        "kn": "kn",
        "mr": "mr",
        "bn-IN": "bn",
        "gu": "gu",
        "pa": "pa",
        "ur": "ur",
        "ne": "ne",
        "fr-CA": "fr",
        "nb": "no",
        "fil": "tl",
    },
    language_of=lambda vendor: vendor.requests[0].param("language"),
    settings={
        "smart_format": True,
        "profanity_filter": True,
        "numerals": True,
        "endpointing_ms": 50,
        "redact": ["pci", "numbers"],
    },
    settings_seen=settings_seen,
)
