"""Google Cloud Speech-to-Text, /v1/speech:recognize."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.google.speech_to_text import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor


class Google(Vendor):
    """Understands "hello" and "world", each in a part of its own."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/speech:recognize", self.recognize)]

    async def recognize(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body["config"])
        assert len(base64.b64decode(body["audio"]["content"], validate=True)) > 4_000 - 800
        code = body["config"]["languageCode"].lower()
        parts = [
            {
                "alternatives": [{"transcript": text, "confidence": sure}],
                "resultEndTime": "1.5s",
                "languageCode": code,
            }
            for text, sure in (("hello", 0.97), (" world", 0.9))
        ]
        answer = json.dumps({"results": parts, "totalBilledTime": "15s", "requestId": "1"}).encode()
        return await self.streamed(request, [answer[:20], answer[20:]], "application/json")


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    config = vendor.requests[0].body
    return {
        "punctuation": config["enableAutomaticPunctuation"],
        "profanity_filter": config["profanityFilter"],
        "enhanced": config["useEnhanced"],
    }


RIG = Rig(
    adapter="google",
    make=Google,
    account={"api_key": "gg-planted-key"},
    model="phone_call",
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en-IN",
        "hi": "hi-IN",
        "hi-IN": "hi-IN",
        "pa": "pa-Guru-IN",
        "pa-IN": "pa-Guru-IN",
        "ta": "ta-IN",
        "zh-CN": "cmn-Hans-CN",
        "he-IL": "iw-IL",
    },
    language_of=lambda vendor: vendor.requests[0].body["languageCode"],
    settings={"punctuation": True, "profanity_filter": True, "enhanced": True},
    settings_seen=settings_seen,
    faults=JSON_FAULTS,
)
