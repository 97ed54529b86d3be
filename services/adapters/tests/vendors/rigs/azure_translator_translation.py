"""Azure AI Translator, /translate, version 3.0."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.azure_translator.translation import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .translator import TranslatingVendor

MOST_TEXTS = 1_000
LONGEST = 50_000


class AzureTranslator(TranslatingVendor):
    """Refuses what is too much for one request."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/translate", self.translate)]

    async def translate(self, request: web.Request) -> web.StreamResponse:
        seen = self.note(request, await request.json())
        texts = [each["Text"] for each in seen.body]
        if len(texts) > MOST_TEXTS or sum(map(len, texts)) > LONGEST:
            return web.json_response({"error": {"code": 400077, "message": "too much"}}, status=400)
        assert seen.param("api-version") == "3.0"
        target = seen.param("to")
        translated = self.translated(texts, target)
        return await self.answered(
            request, [{"translations": [{"text": each, "to": target}]} for each in translated]
        )


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    seen = vendor.requests[0]
    return {
        "profanity_action": seen.param("profanityAction"),
        "allow_fallback": seen.param("allowFallback") == "true",
    }


RIG = Rig(
    adapter="azure_translator",
    make=AzureTranslator,
    account={"api_key": "az-planted-key", "region": "centralindia"},
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en",
        "hi": "hi",
        "hi-IN": "hi",
        "kok": "gom",
        "mni": "mni",
        "brx": "brx",
        "ks": "ks",
        "zh-CN": "zh-Hans",
    },
    language_of=lambda vendor: (vendor.requests[0].param("from"), vendor.requests[0].param("to")),
    settings={"profanity_action": "Deleted", "allow_fallback": False},
    settings_seen=settings_seen,
    faults=JSON_FAULTS,
)
