"""Anthropic's Messages API, streaming."""

import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from .rig import Rig
from .server import Seen, Vendor
from .talker import Talker

USAGE = {
    "input_tokens": 9,
    "cache_read_input_tokens": 2,
    "cache_creation_input_tokens": 0,
    "output_tokens": 1,
}


def event(kind: str, **more: Any) -> bytes:
    return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n".encode()


def block(at: int, start: dict[str, Any], *deltas: dict[str, Any]) -> Iterator[bytes]:
    yield event("content_block_start", index=at, content_block=start)
    for delta in deltas:
        yield event("content_block_delta", index=at, delta=delta)
    yield event("content_block_stop", index=at)


def words(*said: str) -> Iterator[bytes]:
    return block(0, {"type": "text", "text": ""}, *({"type": "text_delta", "text": each} for each in said))


def call(at: int, call_id: str, name: str, *parts: str) -> Iterator[bytes]:
    deltas = ({"type": "input_json_delta", "partial_json": each} for each in parts)
    return block(at, {"type": "tool_use", "id": call_id, "name": name, "input": {}}, *deltas)


class Anthropic(Talker):
    """Says its words, and calls `book` if it is given tools."""

    ping = event("ping")

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/v1/messages", self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        seen = self.note(request, await request.json())
        if seen.headers.get("anthropic-version") != "2023-06-01":
            return web.json_response(
                {"type": "error", "error": {"type": "invalid_request_error"}}, status=400
            )
        return await self.streamed(request, list(self._events(seen)), "text/event-stream", b"data: {\n\n")

    def _events(self, seen: Seen) -> Iterator[bytes]:
        yield event("message_start", message={"id": "m", "role": "assistant", "usage": USAGE})
        yield event("ping")
        asked = seen.body["messages"][-1]["content"][-1]
        yield from words(*self.words(seen.body.get("system"), asked.get("text")))
        reason = "end_turn"
        if seen.body.get("tools"):
            yield from call(1, "toolu_1", "book", '{"day": "mon', 'day"}')
            reason = "tool_use"
        yield event("message_delta", delta={"stop_reason": reason}, usage={"output_tokens": 4})
        yield event("message_stop")


def settings_seen(vendor: Vendor) -> dict[str, Any]:
    body = vendor.requests[0].body
    same = {name: body[name] for name in ("top_p", "top_k", "stop_sequences")}
    return same | {"effort": body["output_config"]["effort"], "thinking": body["thinking"]["type"]}


RIG = Rig(
    adapter="anthropic",
    make=Anthropic,
    account={"api_key": "sk-ant-planted-key"},
    model="claude-haiku-4-5",
    settings={
        "top_p": 0.5,
        "top_k": 40,
        "stop_sequences": ["END"],
        "effort": "low",
        "thinking": "disabled",
    },
    settings_seen=settings_seen,
)
