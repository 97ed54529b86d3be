"""Hands each published item to every subscriber's bounded queue; who is too slow is dropped."""

import asyncio
import weakref
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Hashable
from types import TracebackType
from typing import Generic, Self, TypeVar

from voicera_kit.errors import ResourceExhausted

Item = TypeVar("Item")


class SubscriberTooSlow(ResourceExhausted):
    """The queue was full when something arrived; what was queued is lost, subscribe again."""

    def __init__(self) -> None:
        super().__init__("the subscriber fell behind", reason="SUBSCRIBER_TOO_SLOW")


class Subscription(Generic[Item]):
    """Yields what was published since it was made, until it is closed; entering it waits for `ready`."""

    def __init__(self, capacity: int, ready: Callable[[], Awaitable[None]] | None = None) -> None:
        if capacity < 1:
            raise ValueError("a subscription needs room for one item")
        self._ready = ready
        self._items: deque[Item] = deque()
        self._capacity = capacity
        self._arrived = asyncio.Event()
        self._overflowed = False
        self._closed = False

    def offer(self, item: Item) -> None:
        if self._closed or self._overflowed:
            return
        if len(self._items) >= self._capacity:
            self._overflowed = True
            self._items.clear()
        else:
            self._items.append(item)
        self._arrived.set()

    def close(self) -> None:
        self._closed = True
        self._arrived.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Item:
        while not self._items:
            if self._overflowed:
                raise SubscriberTooSlow
            if self._closed:
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._items.popleft()

    async def __aenter__(self) -> Self:
        if self._ready is not None:
            await self._ready()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Feed(Generic[Item]):
    """Subscriptions by topic; one that is dropped without close() is forgotten."""

    def __init__(self) -> None:
        self._topics: defaultdict[Hashable, weakref.WeakSet[Subscription[Item]]] = defaultdict(
            weakref.WeakSet
        )

    def topics(self) -> tuple[Hashable, ...]:
        return tuple(self._topics)

    def subscribe(
        self, topic: Hashable, capacity: int, ready: Callable[[], Awaitable[None]] | None = None
    ) -> Subscription[Item]:
        subscription = Subscription[Item](capacity, ready)
        # The youngest reference is told first: the set must have let go when _forget looks.
        weakref.finalize(subscription, self._forget, topic).atexit = False
        self._topics[topic].add(subscription)
        return subscription

    def publish(self, topic: Hashable, item: Item) -> None:
        for subscription in tuple(self._topics.get(topic, ())):
            subscription.offer(item)

    def close(self) -> None:
        for subscriptions in self._topics.values():
            for subscription in subscriptions:
                subscription.close()

    def _forget(self, topic: Hashable) -> None:
        if not self._topics.get(topic):
            self._topics.pop(topic, None)
