"""The Gemini Live API, BidiGenerateContent over WebSocket, whose JSON comes in binary messages."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from voicera_adapters.vendors.gemini.languages import LANGUAGES

from .conversation import ANSWER, SAYS, Conversing
from .rig import Rig

USAGE = {
    "promptTokenCount": 90,
    "toolUsePromptTokenCount": 10,
    "cachedContentTokenCount": 30,
    "responseTokenCount": 45,
    "thoughtsTokenCount": 5,
    "totalTokenCount": 150,
    "promptTokensDetails": [
        {"modality": "TEXT", "tokenCount": 30},
        {"modality": "AUDIO", "tokenCount": 60},
    ],
    "cacheTokensDetails": [{"modality": "TEXT", "tokenCount": 20}, {"modality": "AUDIO", "tokenCount": 10}],
    "responseTokensDetails": [{"modality": "AUDIO", "tokenCount": 35}],
}


class Gemini(Conversing):
    """Nothing can be changed in a connection; `resumable` says how the session goes on in another one."""

    def __init__(self) -> None:
        super().__init__()
        self.handles = 0
        self.waiting = 0
        self.setups: list[dict[str, Any]] = []
        self.is_answering = False

    def routes(self) -> list[web.RouteDef]:
        path = "/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent"
        return [web.get(path, self.socket)]

    async def tell(self, **message: Any) -> None:
        assert self.line is not None
        await self.line.send_bytes(json.dumps(message).encode())

    async def content(self, **content: Any) -> None:
        await self.tell(serverContent=content)

    async def heard(self, socket: web.WebSocketResponse, message: str | bytes) -> None:
        told = json.loads(message)
        (kind,) = told
        match kind:
            case "setup":
                self.line = socket
                self.setups.append(told["setup"])
                await self.tell(setupComplete={})
            case "realtimeInput" if "text" in told[kind]:
                await self.answer()
            case "realtimeInput":
                assert told[kind]["audio"]["mimeType"] == "audio/pcm;rate=16000"
                self.heard_audio += base64.b64decode(told[kind]["audio"]["data"], validate=True)
            case "toolResponse":
                self.waiting -= len(told[kind]["functionResponses"])
                if not self.waiting:
                    await self.answer()

    async def caller_starts(self) -> None:
        await self.content(interrupted=True)
        if self.is_late:
            await self.late()
        await self.end()

    async def caller_stops(self) -> None:
        for word in ("hello", " world"):
            await self.content(inputTranscription={"text": word})
        await self.answer()

    async def answer(self) -> None:
        self.is_answering = True
        if self.script == "call":
            await self.call()
            return
        for at, block in enumerate(ANSWER):
            await self.sound(block)
            await self.content(outputTranscription={"text": SAYS[at]})
        if self.script != "long":
            await self.finish()

    async def sound(self, block: bytes) -> None:
        data = {"mimeType": "audio/pcm;rate=24000", "data": base64.b64encode(block).decode()}
        await self.content(modelTurn={"parts": [{"inlineData": data}]})

    async def late(self) -> None:
        await self.sound(ANSWER[0])

    async def finish(self) -> None:
        await self.content(generationComplete=True)
        await self.end()

    async def end(self) -> None:
        if self.is_answering:
            self.is_answering = False
            await self.tell(serverContent={"turnComplete": True}, usageMetadata=USAGE)

    async def resumable(self) -> None:
        self.handles += 1
        await self.tell(sessionResumptionUpdate={"newHandle": f"handle_{self.handles}", "resumable": True})

    async def call(self) -> None:
        self.script = ""
        self.waiting = 2
        calls = [("call_1", "monday"), ("call_2", "tuesday")]
        await self.tell(
            toolCall={
                "functionCalls": [{"id": each, "name": "book", "args": {"day": day}} for each, day in calls]
            },
            usageMetadata=USAGE,
        )

    def results(self) -> list[Any]:
        told = [each["toolResponse"] for each in self.told() if "toolResponse" in each]
        return [each["response"] for response in told for each in response["functionResponses"]]

    def texts(self) -> list[str]:
        told = [each["realtimeInput"] for each in self.told() if "realtimeInput" in each]
        return [each["text"] for each in told if "text" in each]


def settings_seen(vendor: Gemini) -> Mapping[str, Any]:
    generation = vendor.setups[0]["generationConfig"]
    detection = vendor.setups[0]["realtimeInputConfig"]["automaticActivityDetection"]
    return {
        "top_p": generation["topP"],
        "top_k": generation["topK"],
        "max_output_tokens": generation["maxOutputTokens"],
        "thinking_level": generation["thinkingConfig"]["thinkingLevel"],
        "start_sensitivity": detection["startOfSpeechSensitivity"].removeprefix("START_SENSITIVITY_").lower(),
        "end_sensitivity": detection["endOfSpeechSensitivity"].removeprefix("END_SENSITIVITY_").lower(),
        "speech_ms": detection["prefixPaddingMs"],
        "silence_ms": detection["silenceDurationMs"],
    }


RIG = Rig(
    adapter="gemini",
    make=Gemini,
    account={"api_key": "planted-key"},
    model="gemini-3.8-live",
    voice="Kore",
    languages=dict(LANGUAGES)
    | {"en-IN": "en-IN", "hi": "hi-IN", "hi-IN": "hi-IN", "ta": "ta-IN", "en": "en-US", "zh": "cmn-CN"},
    language_of=lambda vendor: vendor.setups[0]["generationConfig"]["speechConfig"]["languageCode"],
    settings={
        "top_p": 0.5,
        "top_k": 20,
        "max_output_tokens": 900,
        "thinking_level": "low",
        "start_sensitivity": "low",
        "end_sensitivity": "high",
        "speech_ms": 100,
        "silence_ms": 700,
    },
    settings_seen=settings_seen,
)
