"""The Gemini API's streamGenerateContent, as server-sent events."""

import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from .rig import Rig
from .server import Seen, Vendor
from .talker import Talker

KEY = "AIza-planted-key"
SIGNATURE = "c2lnbmF0dXJl"
COUNTED = {
    "promptTokenCount": 11,
    "cachedContentTokenCount": 2,
    "candidatesTokenCount": 3,
    "thoughtsTokenCount": 1,
    "totalTokenCount": 15,
}


def chunk(*parts: dict[str, Any], reason: str | None = None, **more: Any) -> bytes:
    candidate: dict[str, Any] = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    if reason:
        candidate["finishReason"] = reason
    said = {"candidates": [candidate], "modelVersion": "m", "responseId": "r"} | more
    return b"data: " + json.dumps(said).encode() + b"\r\n\r\n"


def wrong(body: dict[str, Any], *, needs_signatures: bool) -> str:
    """What the API would not take."""
    contents = body["contents"]
    if contents[0]["role"] != "user":
        return "the user begins"
    called = 0
    for content in contents:
        calls = [each for each in content["parts"] if "functionCall" in each]
        results = [each["functionResponse"] for each in content["parts"] if "functionResponse" in each]
        if results and (len(results) != len(content["parts"]) or len(results) != called):
            return "as many results as calls, and nothing else"
        if not all(each["name"] and isinstance(each["response"], dict) for each in results):
            return "results have names and are objects"
        if calls and needs_signatures and "thoughtSignature" not in calls[0]:
            return "calls have signatures"
        called = len(calls)
    return ""


class Gemini(Talker):
    """Says its words, and calls `book` if it is given tools."""

    ping = b'data: {"responseId": "r"}\r\n\r\n'

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1beta/models/{call}", self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        seen = self.note(request, await request.json())
        model, _, method = request.match_info["call"].partition(":")
        if (method, seen.param("alt"), seen.headers.get("x-goog-api-key")) != (
            "streamGenerateContent",
            "sse",
            KEY,
        ):
            return web.json_response({"error": {"code": 404}}, status=404)
        if message := wrong(seen.body, needs_signatures=model.startswith("gemini-3")):
            return web.json_response({"error": {"code": 400, "message": message}}, status=400)
        return await self.streamed(request, list(self._chunks(seen)), "text/event-stream", b"data: {\n\n")

    def _chunks(self, seen: Seen) -> Iterator[bytes]:
        yield chunk({"text": "I wonder.", "thought": True})
        system = seen.body.get("systemInstruction", {"parts": [{"text": ""}]})["parts"][0]["text"]
        *first, last = self.words(system, seen.body["contents"][-1]["parts"][-1].get("text"))
        for words in first:
            yield chunk({"text": words}, usageMetadata={"promptTokenCount": 11, "totalTokenCount": 11})
        if seen.body.get("tools"):
            yield chunk(
                {
                    "functionCall": {"name": "book", "args": {"day": "monday"}},
                    "thoughtSignature": SIGNATURE,
                },
                reason="STOP",
                usageMetadata=COUNTED,
            )
        else:
            yield chunk({"text": last}, reason="STOP", usageMetadata=COUNTED)


def settings_seen(vendor: Vendor) -> dict[str, Any]:
    body = vendor.requests[0].body
    config = body["generationConfig"]
    assert len({each["category"] for each in body["safetySettings"]}) == 4
    return {
        "top_p": config["topP"],
        "top_k": config["topK"],
        "stop_sequences": config["stopSequences"],
        "thinking_level": config["thinkingConfig"]["thinkingLevel"],
        "thinking_budget": config["thinkingConfig"]["thinkingBudget"],
        "safety_threshold": body["safetySettings"][3]["threshold"],
    }


RIG = Rig(
    adapter="gemini",
    make=Gemini,
    account={"api_key": KEY},
    model="gemini-2.5-flash",
    settings={
        "top_p": 0.5,
        "top_k": 40,
        "stop_sequences": ["END"],
        "thinking_level": "low",
        "thinking_budget": 0,
        "safety_threshold": "BLOCK_ONLY_HIGH",
    },
    settings_seen=settings_seen,
)
