"""Sarvam, /translate."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.sarvam.translation import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .translator import TranslatingVendor

LONGEST = {"mayura:v1": 1_000, "sarvam-translate:v1": 2_000}


class SarvamTranslation(TranslatingVendor):
    """Refuses what is too long; strips white space as models do."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/translate", self.translate)]

    async def translate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        if not 1 <= len(body["input"]) <= LONGEST[body["model"]]:
            error = {"message": "too long", "code": "unprocessable_entity_error"}
            return web.json_response({"error": error}, status=422)
        answer = {"request_id": "r", "source_language_code": body["source_language_code"]}
        for text in self.translated([body["input"].strip()], body["target_language_code"]):
            answer["translated_text"] = text
        return await self.answered(request, answer)


def languages_of(vendor: Vendor) -> tuple[str, str]:
    body = vendor.requests[0].body
    return body["source_language_code"], body["target_language_code"]


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    body = vendor.requests[0].body
    return {name: body[name] for name in ("mode", "speaker_gender", "output_script", "numerals_format")}


RIG = Rig(
    adapter="sarvam",
    make=SarvamTranslation,
    account={"api_key": "sv-planted-key"},
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en-IN",
        "en": "en-IN",
        "hi": "hi-IN",
        "or": "od-IN",
        "or-IN": "od-IN",
        "kok": "kok-IN",
        "mni": "mni-IN",
        "ur": "ur-IN",
    },
    language_of=languages_of,
    settings={
        "mode": "code-mixed",
        "speaker_gender": "Female",
        "output_script": "roman",
        "numerals_format": "native",
    },
    settings_seen=settings_seen,
    faults=JSON_FAULTS,
)
