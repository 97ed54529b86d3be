"""People who watch, listen to and step into live calls, over REST and WebSockets as a browser does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import websockets

from tests.e2e.mesh import Account, Json, Mesh
from vobiz_sim.caller.speech import speak

RATE = 8000
FRAME = 320
"""Samples in 40 ms."""


def words(text: str) -> bytes:
    """A sentence as an operator's browser sends it on a phone call."""
    return np.asarray(speak(text, "en-us+klatt2", 160)).astype("<i2").tobytes()


@dataclass
class Wall:
    """A monitor: `calls` is what it shows now."""

    socket: Any
    calls: dict[str, Json] = field(default_factory=dict)
    over: list[str] = field(default_factory=list)

    async def read(self) -> None:
        async for text in self.socket:
            message = json.loads(text)
            if "snapshot" in message:
                self.calls = {call["call_id"]: call for call in message["snapshot"]["calls"]}
            elif "changed" in message:
                self.calls[message["changed"]["call_id"]] = message["changed"]
            elif "ended_call_id" in message:
                self.calls.pop(message["ended_call_id"], None)
                self.over.append(message["ended_call_id"])

    async def until(self, holds: Callable[["Wall"], Any], within_s: float = 30) -> Any:
        async with asyncio.timeout(within_s):
            while not (found := holds(self)):  # noqa: ASYNC110 - a test reads better polling
                await asyncio.sleep(0.05)
        return found


@dataclass
class Ear:
    """One who hears a call: both channels, from when the socket opened."""

    socket: Any
    pcm: bytearray = field(default_factory=bytearray)
    opened: Json = field(default_factory=dict)

    async def read(self) -> None:
        async for message in self.socket:
            if isinstance(message, bytes):
                self.pcm += message
            else:
                self.opened = json.loads(message)

    @property
    def channels(self) -> tuple[np.ndarray, np.ndarray]:
        samples = np.frombuffer(bytes(self.pcm), dtype="<i2").reshape(-1, 2)
        return samples[:, 0], samples[:, 1]

    async def say(self, pcm: bytes) -> None:
        """Speak in real time."""
        due = time.monotonic()
        for start in range(0, len(pcm), 2 * FRAME):
            await self.socket.send(pcm[start : start + 2 * FRAME])
            due += FRAME / RATE
            await asyncio.sleep(max(0.0, due - time.monotonic()))


async def asked(account: Account, path: str, body: Json | None = None) -> Json:
    """What REST answers, while the sockets go on."""
    return await asyncio.to_thread(account.post, path, body)


@asynccontextmanager
async def watching(mesh: Mesh, account: Account) -> AsyncIterator[Wall]:
    ticket = await asked(account, "/v1/liveCalls:openMonitor")
    async with _connected(mesh, ticket, Wall) as wall:
        yield wall


@asynccontextmanager
async def listening(mesh: Mesh, account: Account, call_id: str) -> AsyncIterator[Ear]:
    ticket = await asked(account, f"/v1/liveCalls/{call_id}:listen")
    async with _connected(mesh, ticket, Ear) as ear:
        yield ear


@asynccontextmanager
async def operating(mesh: Mesh, account: Account, call_id: str) -> AsyncIterator[Ear]:
    ticket = await asked(account, f"/v1/liveCalls/{call_id}:takeOver")
    async with _connected(mesh, ticket, Ear) as ear:
        yield ear


@asynccontextmanager
async def _connected(mesh: Mesh, ticket: Json, make: Callable[[Any], Any]) -> AsyncIterator[Any]:
    url = mesh.public_url.replace("http", "ws", 1) + ticket["websocket_path"]
    async with websockets.connect(url, ssl=mesh.trust, compression=None) as socket:
        end = make(socket)
        reading = asyncio.create_task(end.read())
        try:
            yield end
        finally:
            reading.cancel()
            with suppress(asyncio.CancelledError, websockets.ConnectionClosed):
                await reading
