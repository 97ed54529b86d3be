"""Bhashini's inference service, /services/inference/pipeline, task "asr"."""

import base64
import io
import json
import wave
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.bhashini.speech_to_text import LANGUAGES

from .rig import JSON_FAULTS, Rig
from .server import Vendor


class Bhashini(Vendor):
    """Understands "hello world" in whatever is a WAV file of the rate it is said to have."""

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/services/inference/pipeline", self.recognize)]

    async def recognize(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.note(request, body)
        task = body["pipelineTasks"][0]
        packed = body["inputData"]["audio"][0]["audioContent"]
        with wave.open(io.BytesIO(base64.b64decode(packed, validate=True))) as wav:
            rate_hz = task["config"]["samplingRate"]
            assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (1, 2, rate_hz)
            assert wav.getnframes() > rate_hz // 4
        told = {
            "taskType": task["taskType"],
            "config": None,
            "output": [{"source": " hello world"}],
            "audio": None,
        }
        answer = json.dumps({"pipelineResponse": [told]}).encode()
        return await self.streamed(request, [answer[:20], answer[20:]], "application/json")


def config_of(vendor: Vendor) -> Any:
    return vendor.requests[0].body["pipelineTasks"][0]["config"]


def settings_seen(vendor: Vendor) -> Mapping[str, Any]:
    config = config_of(vendor)
    after = config.get("postProcessors", [])
    return {
        "numerals": "itn" in after,
        "punctuation": "punctuation" in after,
        "denoise": "denoiser" in config.get("preProcessors", []),
    }


RIG = Rig(
    adapter="bhashini",
    make=Bhashini,
    account={"api_key": "bh-planted-key"},
    languages=dict(LANGUAGES)
    | {"en-IN": "en", "hi": "hi", "hi-IN": "hi", "kok": "gom", "mni": "mni", "sat": "sat", "ta-IN": "ta"},
    language_of=lambda vendor: config_of(vendor)["language"]["sourceLanguage"],
    settings={"numerals": False, "punctuation": True, "denoise": True},
    settings_seen=settings_seen,
    faults=JSON_FAULTS,
)
