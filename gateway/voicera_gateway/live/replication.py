"""Tells the other gateways what changed in the calls this one holds, and learns from them the same.

Everything a gateway publishes is numbered. Whoever misses a number, or meets a gateway it does not know, asks it for
everything. A gateway that says nothing for a few seconds is gone, and its calls with it.
"""

import asyncio
import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import structlog
from google.protobuf.message import DecodeError

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera_gateway.live.board import Board, News
from voicera_gateway.live.view import View
from voicera_gateway.supervision import kept_running
from voicera_kit.bus import Bus, Message
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError
from voicera_kit.ids import new_id

log = structlog.get_logger()

TOPIC: Final = "gateway.live"
CAPACITY: Final = 2000
PACE_S: Final = 0.25
"""A call that changes all the time is told of four times a second."""
HEARTBEAT_S: Final = 1.0
AGAIN_S: Final = 0.5
LAST_WORD_S: Final = 1.0


class Replication:
    def __init__(self, bus: Bus, board: Board, clock: Clock) -> None:
        self._bus = bus
        self._board = board
        self._clock = clock
        self.origin = new_id("gateway")
        self._held: dict[str, tuple[str, View]] = {}
        self._changed: set[str] = set()
        self._news: list[News] = []
        self._urgent = asyncio.Event()
        self._everything_wanted = False
        self._sequence = 0
        self._told_at = float("-inf")
        self._is_away = False

    def begin(self, organization_id: str, view: View) -> None:
        """A call has begun here."""
        self._held[view.call.call_id] = (organization_id, view)
        self._news.append(News(organization_id, view.call.call_id, _copy(view.call)))
        self._urgent.set()

    def changed(self, call_id: str) -> None:
        if call_id in self._held:
            self._changed.add(call_id)

    def end(self, call_id: str) -> None:
        """The call is over: say so at once."""
        held = self._held.pop(call_id, None)
        if held is not None:
            self._changed.discard(call_id)
            self._news.append(News(held[0], call_id, None))
            self._urgent.set()

    async def run(self) -> None:
        """Keep the boards of all gateways alike, until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(kept_running("live_calls_hear", self._hear, self._clock))
                group.create_task(kept_running("live_calls_tell", self._tell, self._clock))
        finally:
            with suppress(TimeoutError):
                async with asyncio.timeout(LAST_WORD_S):
                    await self._publish({"kind": "gone"})

    async def _tell(self) -> None:
        try:
            await self._publish({"kind": "hello"})
            while True:
                await self._flush()
                due = self._clock.monotonic() + PACE_S
                while (left := due - self._clock.monotonic()) > 0:
                    if await self._rushed(left):
                        await self._flush_urgent()
        except Exception:
            self._want_everything()  # what was on its way may be lost
            raise

    async def _rushed(self, seconds: float) -> bool:
        """Wait until something cannot wait, for so long at most."""
        with suppress(TimeoutError):
            async with self._clock.timeout(seconds):
                await self._urgent.wait()
        return self._urgent.is_set()

    async def _flush(self) -> None:
        for call_id in self._changed:
            organization_id, view = self._held[call_id]
            self._news.append(News(organization_id, call_id, _copy(view.call)))
        self._changed.clear()
        await self._flush_urgent()
        now = self._clock.monotonic()
        for origin in self._board.expire(now):
            log.warning("live_gateway_lost", origin=origin)
        if now - self._told_at >= HEARTBEAT_S:
            await self._publish({"kind": "alive", "sequence": self._sequence})

    async def _flush_urgent(self) -> None:
        self._urgent.clear()
        news, self._news = self._news, []
        if news:
            self._board.apply(self.origin, news)
            self._sequence += 1
            await self._publish({"kind": "changes", "sequence": self._sequence, "news": _written(news)})
        if self._everything_wanted:
            self._everything_wanted = False
            every = [News(org, call_id, view.call) for call_id, (org, view) in self._held.items()]
            await self._publish({"kind": "everything", "sequence": self._sequence, "news": _written(every)})

    async def _publish(self, message: Mapping[str, Any]) -> None:
        if "sequence" in message:
            self._told_at = self._clock.monotonic()
        try:
            await self._bus.publish(TOPIC, {**message, "origin": self.origin})
        except ServiceError as error:
            if not self._is_away:
                log.warning("live_calls_not_told", reason=error.reason)
            self._is_away = True
        else:
            self._is_away = False

    async def _hear(self) -> None:
        while True:
            try:
                async with self._bus.subscribe(TOPIC, capacity=CAPACITY) as messages:
                    async for message in messages:
                        await self._take(message)
            except ServiceError as error:
                log.warning("live_calls_not_heard", reason=error.reason)
            await self._clock.sleep(AGAIN_S)

    async def _take(self, message: Message) -> None:
        if isinstance(message, bytes) or message.get("origin") == self.origin:
            return
        try:
            is_complete = self._follow(message)
        except (KeyError, TypeError, ValueError, binascii.Error, DecodeError):
            log.exception("live_message_unreadable", kind=message.get("kind"))
            return
        if not is_complete:
            await self._publish({"kind": "wanted", "of": message["origin"]})

    def _follow(self, message: Mapping[str, Any]) -> bool:
        """Take a message in; False if one before it was missed."""
        origin, now = message["origin"], self._clock.monotonic()
        match message["kind"]:
            case "changes":
                return self._board.follow(origin, message["sequence"], _read(message["news"]), now)
            case "everything":
                self._board.replace(origin, message["sequence"], _read(message["news"]), now)
            case "alive":
                return self._board.hears(origin, message["sequence"], now)
            case "hello":
                self._want_everything()
            case "wanted" if message["of"] == self.origin:
                self._want_everything()
            case "gone":
                self._board.forget(origin)
        return True

    def _want_everything(self) -> None:
        self._everything_wanted = True
        self._urgent.set()


def _copy(call: live.LiveCall) -> live.LiveCall:
    copied = live.LiveCall()
    copied.CopyFrom(call)
    return copied


def _written(news: Iterable[News]) -> list[list[str]]:
    return [[each.organization_id, each.call_id, _encoded(each.call)] for each in news]


def _read(written: Iterable[Iterable[str]]) -> Iterator[News]:
    for organization_id, call_id, encoded in written:
        call = live.LiveCall.FromString(base64.b64decode(encoded)) if encoded else None
        yield News(organization_id, call_id, call)


def _encoded(call: live.LiveCall | None) -> str:
    return "" if call is None else base64.b64encode(call.SerializeToString()).decode()
