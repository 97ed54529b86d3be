"""A server of chat completions, streaming, as OpenAI's compatible vendors have it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from aiohttp import web

from .rig import Rig
from .server import Fault, Seen
from .talker import Talker

KEY = "sk-planted-key"
COUNTED = {
    "prompt_tokens": 11,
    "completion_tokens": 4,
    "total_tokens": 15,
    "prompt_tokens_details": {"cached_tokens": 2},
}
SETTINGS = {
    "top_p": 0.5,
    "frequency_penalty": 0.25,
    "presence_penalty": -1,
    "seed": 7,
    "stop": ["END"],
    "reasoning_effort": "low",
}
DONE = b"data: [DONE]\n\n"


def chunk(delta: dict[str, Any] | None = None, finish: str | None = None, **more: Any) -> bytes:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    said = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
    return b"data: " + json.dumps(said | more).encode() + b"\n\n"


def part(index: int, arguments: str = "", **more: Any) -> bytes:
    """A part of a tool call."""
    function = {"arguments": arguments} | more.pop("function", {})
    return chunk({"tool_calls": [{"index": index, "function": function} | more]})


@dataclass
class ChatCompletions(Talker):
    """Says its words, and calls `book` if it is given tools. `unknown` are fields the vendor does not have."""

    path: str = "/chat/completions"
    authorization: tuple[str, str] = ("authorization", f"Bearer {KEY}")
    unknown: tuple[str, ...] = ()
    counts_unasked: bool = False
    ping: ClassVar[bytes] = b": ping\n\n" + chunk()

    def routes(self) -> list[web.RouteDef]:
        return [web.post(self.path, self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        seen = self.note(request, await request.json())
        name, value = self.authorization
        if seen.headers.get(name) != value:
            self.fault = Fault.KEY
        if wrong := next((each for each in self.unknown if each in seen.body), ""):
            return web.json_response({"error": {"message": "unknown", "param": wrong}}, status=400)
        return await self.streamed(request, list(self._chunks(seen)), "text/event-stream", b"data: {\n\n")

    def _chunks(self, seen: Seen) -> Iterator[bytes]:
        yield chunk({"role": "assistant", "content": ""})
        yield b": a comment\n\n"
        for words in self.words(*(each["content"] for each in seen.body["messages"])):
            yield chunk({"content": words})
        reason = "stop"
        if seen.body.get("tools"):
            yield part(0, "", id="call_1", type="function", function={"name": "book"})
            yield part(0, '{"day": "mon')
            yield part(0, 'day"}')
            reason = "tool_calls"
        yield chunk({}, reason)
        if self.counts_unasked or seen.body.get("stream_options") == {"include_usage": True}:
            yield chunk(usage=COUNTED)
        yield DONE


def rig(
    adapter: str,
    model: str,
    kind: type[ChatCompletions] = ChatCompletions,
    account: Mapping[str, str] = MappingProxyType({"api_key": KEY}),
    **changes: Any,
) -> Rig:
    return Rig(
        adapter=adapter,
        make=partial(kind, **changes),
        account=account,
        model=model,
        settings=SETTINGS,
        settings_seen=lambda vendor: {name: vendor.requests[0].body[name] for name in SETTINGS},
    )
