"""A server of IndicConformer, /transcribe."""

import base64
import json
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.indic_conformer.speech_to_text import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor


class IndicConformer(Vendor):
    """Understands "hello world" in all audio of a quarter of a second."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/transcribe", self.transcribe)]

    async def transcribe(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        packed = json.dumps(self.answer_of(body)).encode()
        return await self.streamed(request, [packed[:5], packed[5:]], "application/json")

    def answer_of(self, body: Any) -> dict[str, Any]:
        assert ("audio" in body) != ("audios" in body)
        if "audio" in body:
            return {"text": self.text_of(body["audio"])}
        return {"texts": [self.text_of(each) for each in body["audios"]]}

    def text_of(self, packed: str) -> str:
        assert len(base64.b64decode(packed, validate=True)) > 16_000 // 4 * 2
        return "hello world"


RIG = Rig(
    adapter="indic_conformer",
    make=IndicConformer,
    account={"api_key": "ic-planted-key"},
    language="hi",
    languages=dict(LANGUAGES)
    | {
        "hi": "hi",
        "hi-IN": "hi",
        "kok": "kok",
        "or": "or",
        "mni": "mni",
        "sat": "sat",
        "ur-IN": "ur",
    },
    language_of=lambda vendor: vendor.requests[0].body["language"],
    settings={"decoder": "ctc"},
    settings_seen=lambda vendor: {"decoder": vendor.requests[0].body["decoder"]},
    faults=JSON_FAULTS,
)
