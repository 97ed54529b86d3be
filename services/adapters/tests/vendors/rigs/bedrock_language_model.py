"""Bedrock's ConverseStream: signed requests in, AWS's event stream out."""

import hmac
import json
import re
import struct
import zlib
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from aiohttp import web

from .rig import Rig
from .server import Fault, Vendor
from .talker import Talker

ACCOUNT = {
    "access_key_id": "AKIA-planted-key",
    "secret_access_key": "secret-of-the-key",
    "session_token": "planted-token",
    "region": "ap-south-1",
}
COUNTED = {
    "inputTokens": 6,
    "cacheReadInputTokens": 2,
    "cacheWriteInputTokens": 3,
    "outputTokens": 4,
    "totalTokens": 15,
}


def frame(headers: dict[str, str], payload: bytes) -> bytes:
    """One message of an event stream: lengths, headers and payload, each part with its checksum."""
    written = b""
    for name, value in headers.items():
        text = value.encode()
        written += struct.pack(">B", len(name)) + name.encode() + struct.pack(">BH", 7, len(text)) + text
    prelude = struct.pack(">II", 16 + len(written) + len(payload), len(written))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + written + payload
    return message + struct.pack(">I", zlib.crc32(message))


def event(kind: str, **said: Any) -> bytes:
    headers = {":event-type": kind, ":content-type": "application/json", ":message-type": "event"}
    return frame(headers, json.dumps(said | {"p": "abcdefgh"}).encode())


def exception(kind: str, message: str = "no: secret-in-a-vendors-words") -> bytes:
    headers = {":exception-type": kind, ":content-type": "application/json", ":message-type": "exception"}
    return frame(headers, json.dumps({"message": message}).encode())


def words(*said: str) -> Iterator[bytes]:
    for each in said:
        yield event("contentBlockDelta", contentBlockIndex=0, delta={"text": each})
    yield event("contentBlockStop", contentBlockIndex=0)


def call(at: int, call_id: str, name: str, *parts: str) -> Iterator[bytes]:
    started = {"toolUse": {"toolUseId": call_id, "name": name}}
    yield event("contentBlockStart", contentBlockIndex=at, start=started)
    for each in parts:
        yield event("contentBlockDelta", contentBlockIndex=at, delta={"toolUse": {"input": each}})
    yield event("contentBlockStop", contentBlockIndex=at)


def is_signed(request: web.Request, body: bytes) -> bool:
    """Work the signature out from what came over the wire, as the service does."""
    given = request.headers.get("Authorization", "")
    found = re.fullmatch(
        r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8}/ap-south-1/bedrock/aws4_request), "
        r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})",
        given,
    )
    if not found or found[1] != ACCOUNT["access_key_id"]:
        return False
    names = found[3].split(";")
    if not {"host", "x-amz-date", "x-amz-security-token"} <= set(names):
        return False
    canonical = "\n".join((
        request.method,
        quote(request.rel_url.raw_path, safe="/~"),
        "",
        *(f"{name}:{request.headers[name].strip()}" for name in names),
        "",
        found[3],
        sha256(body).hexdigest(),
    ))
    digest = sha256(canonical.encode()).hexdigest()
    text = "\n".join(("AWS4-HMAC-SHA256", request.headers["X-Amz-Date"], found[2], digest))
    key = f"AWS4{ACCOUNT['secret_access_key']}".encode()
    for part in (*found[2].split("/"), text):
        key = hmac.digest(key, part.encode(), sha256)
    return hmac.compare_digest(key.hex(), found[4])


def wrong(body: dict[str, Any]) -> str:
    """What the API would not take."""
    roles = [each["role"] for each in body["messages"]]
    if roles[0] != "user" or any(one == other for one, other in pairwise(roles)):
        return "a conversation starts with a user message, and roles alternate"
    blocks = [block for each in body["messages"] for block in each["content"]]
    if any("toolUse" in each or "toolResult" in each for each in blocks) and "toolConfig" not in body:
        return "the toolConfig field must be defined"
    if any(not each["text"].strip() for each in blocks if "text" in each):
        return "the text field is blank"
    return ""


class Bedrock(Talker):
    """Says its words, and calls `book` if it is given that tool."""

    ping = event("ping")

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/model/{model}/converse-stream", self.answer)]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        body = json.loads(raw)
        self.note(request, body)
        if not is_signed(request, raw):
            self.fault = Fault.KEY
        elif message := wrong(body):
            return web.json_response({"message": message}, status=400)
        parts = list(self._events(body))
        return await self.streamed(request, parts, "application/vnd.amazon.eventstream", b"<garbage>" * 5)

    def _events(self, body: dict[str, Any]) -> Iterator[bytes]:
        yield event("messageStart", role="assistant")
        system = "".join(each["text"] for each in body.get("system", ()))
        yield from words(*self.words(system, body["messages"][-1]["content"][-1].get("text")))
        reason = "end_turn"
        tools = [each["toolSpec"]["name"] for each in body.get("toolConfig", {}).get("tools", ())]
        if "book" in tools:
            yield from call(1, "tooluse_1", "book", '{"day": "mon', 'day"}')
            reason = "tool_use"
        yield event("messageStop", stopReason=reason)
        yield event("metadata", usage=COUNTED, metrics={"latencyMs": 100})


def settings_seen(vendor: Vendor) -> dict[str, Any]:
    body = vendor.requests[0].body
    return {
        "top_p": body["inferenceConfig"]["topP"],
        "stop_sequences": body["inferenceConfig"]["stopSequences"],
        "latency": body["performanceConfig"]["latency"],
        "guardrail_id": body["guardrailConfig"]["guardrailIdentifier"],
        "guardrail_version": body["guardrailConfig"]["guardrailVersion"],
    }


RIG = Rig(
    adapter="bedrock",
    make=Bedrock,
    account=ACCOUNT,
    model="global.anthropic.claude-haiku-4-5-20251001-v1:0",
    settings={
        "top_p": 0.5,
        "stop_sequences": ["END"],
        "latency": "optimized",
        "guardrail_id": "abc123",
        "guardrail_version": "7",
    },
    settings_seen=settings_seen,
)
