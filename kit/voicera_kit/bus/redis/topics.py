"""Hears the topics somebody in this process follows, over one connection that is made again when it is lost."""

import asyncio
from contextlib import suppress
from typing import Any, Final

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from voicera_kit.bus.protocol import Message
from voicera_kit.bus.redis.messages import decode, encode
from voicera_kit.feed import Feed, Subscription

CONFIRM_S: Final = 2.0
TEND_S: Final = 5.0
"""So often the connection is asked for a sign of life, and topics nobody follows any more are given up."""
SILENCE_S: Final = 12.0
"""Longer than two answers take: the connection is dead, whatever the machine believes."""
FIRST_PAUSE_S: Final = 0.1
LONGEST_PAUSE_S: Final = 2.0
_PREFIX: Final = "voicera:topic:"

_log = structlog.get_logger(__name__)


class Topics:
    """While the server is away nothing arrives, and what was published meanwhile is not made up for."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._feed = Feed[Message]()
        self._followed_changed = asyncio.Event()
        self._confirmed: set[str] = set()
        self._confirmation = asyncio.Condition()
        self._keeping_up: asyncio.Task[None] | None = None
        self._pause_s = FIRST_PAUSE_S

    async def publish(self, topic: str, message: Message) -> None:
        await self._client.publish(_PREFIX + topic, encode(message))

    def subscribe(self, topic: str, capacity: int) -> Subscription[Message]:
        async def confirmed() -> None:
            await self._wait_confirmed(topic)

        subscription = self._feed.subscribe(topic, capacity, confirmed)
        self._followed_changed.set()
        self._keeping_up = self._keeping_up or asyncio.create_task(self._keep_up())
        return subscription

    async def close(self) -> None:
        if self._keeping_up is not None:
            self._keeping_up.cancel()
            await asyncio.wait((self._keeping_up,))
        self._feed.close()

    async def _wait_confirmed(self, topic: str) -> None:
        """Return when messages will arrive; if the server is away, soon, for they will when it is back."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CONFIRM_S), self._confirmation:
                await self._confirmation.wait_for(lambda: topic in self._confirmed)

    async def _keep_up(self) -> None:
        while True:
            try:
                await self._hear()
            except* (RedisError, OSError) as group:
                self._lost(group.exceptions[0])
            await asyncio.sleep(self._pause_s)
            self._pause_s = min(self._pause_s * 2, LONGEST_PAUSE_S)

    async def _hear(self) -> None:
        self._confirmed.clear()
        async with self._client.pubsub() as connection:
            async with asyncio.timeout(CONFIRM_S):
                await connection.connect()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._tend(connection))
                tasks.create_task(self._read(connection))

    async def _tend(self, connection: PubSub) -> None:
        followed: set[str] = set()
        while True:
            self._followed_changed.clear()
            wanted = {str(topic) for topic in self._feed.topics()}
            await self._follow(connection, wanted - followed, followed - wanted)
            followed = wanted
            try:
                async with asyncio.timeout(TEND_S):
                    await self._followed_changed.wait()
            except TimeoutError:
                await connection.ping()

    async def _follow(self, connection: PubSub, begun: set[str], ended: set[str]) -> None:
        if begun:
            await connection.subscribe(*(_PREFIX + topic for topic in begun))
        if ended:
            self._confirmed -= ended
            await connection.unsubscribe(*(_PREFIX + topic for topic in ended))

    async def _read(self, connection: PubSub) -> None:
        while True:
            async with asyncio.timeout(SILENCE_S):
                received = await connection.get_message(timeout=None)
            if received is not None:
                await self._received(received)

    async def _received(self, received: dict[str, Any]) -> None:
        topic = (received["channel"] or b"").decode().removeprefix(_PREFIX)
        if received["type"] == "message":
            self._hand_on(topic, received["data"])
        elif received["type"] == "subscribe":
            async with self._confirmation:
                self._confirmed.add(topic)
                self._confirmation.notify_all()
            self._back()

    def _hand_on(self, topic: str, published: bytes | str) -> None:
        """Drop what is not a message: whoever wrote it must not make this process deaf."""
        try:
            message = decode(published)
        except ValueError as error:
            _log.warning("bus.message_dropped", topic=topic, error=type(error).__name__)
        else:
            self._feed.publish(topic, message)

    def _lost(self, error: Exception) -> None:
        if self._pause_s == FIRST_PAUSE_S:
            _log.warning("bus.topics_lost", error=type(error).__name__)

    def _back(self) -> None:
        if self._pause_s > FIRST_PAUSE_S:
            _log.info("bus.topics_back")
        self._pause_s = FIRST_PAUSE_S
