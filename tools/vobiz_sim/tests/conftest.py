"""A tiny product on loopback: answers webhooks with a document and beeps on the media socket."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from aiohttp import WSMsgType, web

from vobiz_sim import Faults, Route, SimConfig, VobizSim
from vobiz_sim.audio import g711

TO, FROM = "+918045550002", "919800000001"


def tone(duration_ms: int, level: int = 8000) -> np.ndarray:
    time = np.arange(duration_ms * 8) / 8000
    return (np.sin(2 * np.pi * 440 * time) * level).astype(np.int16)


@dataclass
class Hit:
    path: str
    method: str
    headers: dict[str, str]
    raw: str
    fields: dict[str, str]


@dataclass
class Socket:
    """One media socket of the product; `log` keeps what the carrier sent, media counted only."""

    ws: web.WebSocketResponse
    log: list[dict[str, Any]] = field(default_factory=list)
    media: list[dict[str, Any]] = field(default_factory=list)
    stream_id: str = ""

    async def send(self, event: str, **values: Any) -> None:
        await self.ws.send_str(json.dumps({"event": event, "streamId": self.stream_id, **values}))

    async def play(self, duration_ms: int) -> None:
        payload = base64.b64encode(g711.encode(tone(duration_ms))).decode()
        await self.send(
            "playAudio", media={"contentType": "audio/x-mulaw", "sampleRate": 8000, "payload": payload}
        )

    def events(self) -> list[str]:
        return [message["event"] for message in self.log]

    async def until(self, event: str, count: int = 1) -> None:
        async with asyncio.timeout(10):
            while self.events().count(event) < count:  # noqa: ASYNC110 - a test's patience
                await asyncio.sleep(0.005)


Bot = Callable[[Socket], Awaitable[None]]


async def quiet(socket: Socket) -> None:
    """A bot that says nothing."""


class Product:
    def __init__(self) -> None:
        self.port = 0
        self.hits: list[Hit] = []
        self.sockets: list[Socket] = []
        self.documents: dict[str, str] = {}
        self.statuses: dict[str, int] = {}
        self.content_type = "application/xml"
        self.bot: Bot = quiet

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def stream(self, attributes: str = "", *, before: str = "", after: str = "") -> str:
        return (
            f'<?xml version="1.0"?><Response>{before}<Stream bidirectional="true" keepCallAlive="true" '
            f'contentType="audio/x-mulaw;rate=8000" {attributes}>\n ws://127.0.0.1:{self.port}/media \n'
            f"</Stream>{after}</Response>"
        )

    def events(self, path: str | None = None) -> list[str]:
        return [hit.fields.get("Event", "") for hit in self.hits if path in {None, hit.path}]

    def hit(self, event: str) -> Hit:
        return next(hit for hit in self.hits if hit.fields.get("Event") == event)

    async def webhook(self, request: web.Request) -> web.Response:
        raw = request.query_string if request.method == "GET" else await request.text()
        fields = dict(request.query if request.method == "GET" else await request.post())
        self.hits.append(Hit(request.path, request.method, dict(request.headers), raw, fields))
        document = self.documents.get(request.path, "") if fields.get("Event") != "Hangup" else ""
        return web.Response(
            text=document, status=self.statuses.get(request.path, 200), content_type=self.content_type
        )

    async def media(self, request: web.Request) -> web.WebSocketResponse:
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        socket = Socket(ws)
        self.sockets.append(socket)
        async with asyncio.TaskGroup() as group:
            brain = None
            async for message in ws:
                if message.type is not WSMsgType.TEXT:
                    break
                frame = json.loads(message.data)
                (socket.media if frame["event"] == "media" else socket.log).append(frame)
                if frame["event"] == "start":
                    socket.stream_id = frame["start"]["streamId"]
                    brain = group.create_task(self.bot(socket))
            if brain is not None:
                brain.cancel()
        return ws


@pytest.fixture
async def product() -> AsyncIterator[Product]:
    made = Product()
    app = web.Application()
    app.router.add_get("/media", made.media)
    app.router.add_route("*", "/{path:.*}", made.webhook)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    made.documents["/answer"] = made.stream()
    yield made
    await runner.cleanup()


Started = Callable[..., AbstractAsyncContextManager[VobizSim]]


@pytest.fixture
def simulator(product: Product) -> Started:
    """Starts a simulator whose one number leads to the product; keywords are faults."""

    @asynccontextmanager
    async def start(config: dict[str, Any] | None = None, **faults: Any) -> AsyncIterator[VobizSim]:
        route = Route(product.url("/answer"), product.url("/hangup"))
        values = {"numbers": {TO: route}, "webhook_backoff_ms": 10, "max_call_seconds": 20, **(config or {})}
        async with VobizSim(SimConfig(faults=Faults(**faults), **values)) as sim:
            yield sim

    return start
