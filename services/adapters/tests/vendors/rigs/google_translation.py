"""Cloud Translation Basic, /language/translate/v2."""

from aiohttp import web

from voicera_adapters.vendors.google.translation import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .translator import TranslatingVendor

MOST_SEGMENTS = 128
LONGEST_BYTES = 204_800


class GoogleTranslation(TranslatingVendor):
    """Refuses what is too much for one request."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/language/translate/v2", self.translate)]

    async def translate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        if len(body["q"]) > MOST_SEGMENTS or len(await request.read()) > LONGEST_BYTES:
            return web.json_response({"error": {"code": 400, "message": "too much"}}, status=400)
        assert body["format"] == "text"
        texts = self.translated(body["q"], body["target"])
        translations = [{"translatedText": each, "model": body["model"]} for each in texts]
        return await self.answered(request, {"data": {"translations": translations}})


def languages_of(vendor: Vendor) -> tuple[str, str]:
    body = vendor.requests[0].body
    return body["source"], body["target"]


RIG = Rig(
    adapter="google",
    make=GoogleTranslation,
    account={"api_key": "AIza-planted-key"},
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en",
        "hi": "hi",
        "hi-IN": "hi",
        "kok": "gom",
        "mni": "mni-Mtei",
        "ta": "ta",
        "sat": "sat",
        "zh-CN": "zh-CN",
    },
    language_of=languages_of,
    faults=JSON_FAULTS,
)
