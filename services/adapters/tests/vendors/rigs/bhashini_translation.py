"""Bhashini's inference service, /services/inference/pipeline, task "translation"."""

from typing import Any

from aiohttp import web

from voicera_adapters.vendors.bhashini.translation import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .translator import TranslatingVendor


class BhashiniTranslation(TranslatingVendor):
    def routes(self) -> list[web.RouteDef]:
        return [web.post("/services/inference/pipeline", self.translate)]

    async def translate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        task = body["pipelineTasks"][0]
        sources = [each["source"].replace("\n", " ").strip() for each in body["inputData"]["input"]]
        targets = self.translated(sources, task["config"]["language"]["targetLanguage"])
        output = [{"source": "", "target": each} for each in targets]
        told = {"taskType": task["taskType"], "config": None, "output": output, "audio": None}
        return await self.answered(request, {"pipelineResponse": [told]})


def config_of(vendor: Vendor) -> Any:
    return vendor.requests[0].body["pipelineTasks"][0]["config"]


def languages_of(vendor: Vendor) -> tuple[str, str]:
    language = config_of(vendor)["language"]
    return language["sourceLanguage"], language["targetLanguage"]


RIG = Rig(
    adapter="bhashini",
    make=BhashiniTranslation,
    account={"api_key": "bh-planted-key"},
    languages=dict(LANGUAGES)
    | {
        "en-IN": "en",
        "hi-IN": "hi",
        "hi": "hi",
        "kok": "gom",
        "brx": "brx",
        "mai": "mai",
        "ta": "ta",
        "ur": "ur",
    },
    language_of=languages_of,
    settings={"glossary": True},
    settings_seen=lambda vendor: {"glossary": config_of(vendor)["postProcessors"] == ["glossary"]},
    faults=JSON_FAULTS,
)
