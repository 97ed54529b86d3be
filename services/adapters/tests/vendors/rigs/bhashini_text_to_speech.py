"""Bhashini's inference service, /services/inference/pipeline."""

import json
from base64 import b64encode
from typing import Any

import numpy as np
from aiohttp import web

from voicera_adapters.vendors.bhashini.text_to_speech import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor
from .wav import wav

TONE = np.sin(np.arange(22_050) / 20).astype("<f4").tobytes()


class Bhashini(Vendor):
    """Says the same second whatever the text and the wanted rate, in the samples the models make."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/services/inference/pipeline", self.speak)]

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        config = body["pipelineTasks"][0]["config"]
        audio = b64encode(wav(TONE, 22_050, code=3, bits=32)).decode()
        said = {
            "taskType": "tts",
            "config": {"language": config["language"], "audioFormat": "wav", "samplingRate": 22_050},
            "output": None,
            "audio": [{"audioContent": audio, "audioUri": None}],
        }
        answer = json.dumps({"pipelineResponse": [said]}).encode()
        half = len(answer) // 2
        return await self.streamed(request, [answer[:half], answer[half:]], "application/json")


def config_of(vendor: Vendor) -> Any:
    return vendor.requests[0].body["pipelineTasks"][0]["config"]


RIG = Rig(
    adapter="bhashini",
    make=Bhashini,
    account={"api_key": "bh-planted-key"},
    voice="male",
    languages=dict(LANGUAGES)
    | {"hi-IN": "hi", "en-IN": "en", "brx": "brx", "mni": "mni", "sat": "sat", "ta-IN": "ta", "as": "as"},
    language_of=lambda vendor: config_of(vendor)["language"]["sourceLanguage"],
    settings={"service_id": "Bhashini/IITM/TTS"},
    settings_seen=lambda vendor: {"service_id": config_of(vendor)["serviceId"]},
    faults=JSON_FAULTS,
)
