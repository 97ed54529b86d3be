"""A browser on the line: speaks a WAV, plays what it hears in real time, and reports it as played."""

import asyncio
import contextlib
import json
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import websockets

RATE = 16000
FRAME_MS = 20
FRAME_BYTES = RATE * 2 * FRAME_MS // 1000
HEADER_BYTES = 8


@dataclass
class Browser:
    """Everything the page would know."""

    socket: Any
    messages: list[dict[str, Any]] = field(default_factory=list)
    heard: bytearray = field(default_factory=bytearray)
    to_say: bytearray = field(default_factory=bytearray)
    _plays_until: float = 0.0
    _playing: list[tuple[float, int]] = field(default_factory=list)

    def say(self, pcm: bytes) -> None:
        """Speak 16-bit samples at 16 kHz after what is still being said."""
        self.to_say += pcm

    async def wait_for(self, kind: str, within_s: float = 20) -> dict[str, Any]:
        async with asyncio.timeout(within_s):
            while True:
                for message in self.messages:
                    if message["type"] == kind:
                        return message
                await asyncio.sleep(0.02)

    def said(self, who: str) -> list[str]:
        found = [message["event"] for message in self.messages if message["type"] == "event"]
        return [event[who]["text"] for event in found if who in event]

    async def until_said(self, who: str, count: int, within_s: float = 20) -> None:
        async with asyncio.timeout(within_s):
            while len(self.said(who)) < count:  # noqa: ASYNC110 - a test reads better polling
                await asyncio.sleep(0.02)

    async def speak_forever(self) -> None:
        due = time.monotonic()
        while True:
            frame, self.to_say = self.to_say[:FRAME_BYTES], self.to_say[FRAME_BYTES:]
            await self.socket.send(bytes(frame).ljust(FRAME_BYTES, b"\0"))
            await self._report_played()
            due += FRAME_MS / 1000
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def listen_forever(self) -> None:
        async for message in self.socket:
            if isinstance(message, bytes):
                self._play(message)
            else:
                await self._obey(json.loads(message))

    def _play(self, message: bytes) -> None:
        sequence = int.from_bytes(message[:HEADER_BYTES], "big")
        pcm = message[HEADER_BYTES:]
        self.heard += pcm
        start = max(self._plays_until, time.monotonic())
        self._plays_until = start + len(pcm) / 2 / RATE
        self._playing.append((self._plays_until, sequence))

    async def _obey(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        if message["type"] == "clear":
            last = self._played()
            self._playing.clear()
            self._plays_until = 0.0
            answer = {"type": "cleared", "clear_id": message["id"], "last_played_sequence": last}
            await self.socket.send(json.dumps(answer))

    _last = 0

    def _played(self) -> int:
        now = time.monotonic()
        while self._playing and self._playing[0][0] <= now:
            self._last = self._playing.pop(0)[1]
        return self._last

    async def _report_played(self) -> None:
        before = self._last
        if self._played() != before:
            await self.socket.send(json.dumps({"type": "played", "sequence": self._last}))


@asynccontextmanager
async def on_the_line(url: str, trust: ssl.SSLContext | None = None) -> AsyncIterator[Browser]:
    async with websockets.connect(url, max_size=1 << 20, ssl=trust) as socket:
        browser = Browser(socket)
        tasks = [asyncio.create_task(browser.speak_forever()), asyncio.create_task(browser.listen_forever())]
        try:
            yield browser
        finally:
            for task in tasks:
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError, websockets.ConnectionClosed):
                await asyncio.gather(*tasks)
