"""Lets the gateways of the mesh ask and tell each other things over the bus."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

import grpc
import structlog

from voicera_kit.bus import Bus, Message
from voicera_kit.clock import Clock
from voicera_kit.errors import ServiceError

log = structlog.get_logger()

TOPIC: Final = "gateway.peers"
CAPACITY: Final = 1000
ANSWER_S: Final = 1.0
"""How long another gateway may take to say that it holds a call."""
LOOK_S: Final = 0.05
ANSWER_TTL_S: Final = 30.0
AGAIN_S: Final = 0.5
MAX_AT_ONCE: Final = 1000

Order = Mapping[str, Any]
Answer = Callable[[Order], Awaitable[None]]
Handler = Callable[[Order, Answer], Awaitable[None]]
"""Obeys an order it is concerned with, and answers then; silent if it is not."""


class Exchange:
    """All gateways of the mesh, this one included. A bus that is away costs its news, not the request."""

    def __init__(self, bus: Bus, clock: Clock) -> None:
        self._bus = bus
        self._clock = clock
        self._handlers: dict[str, Handler] = {}
        self._obeying: set[asyncio.Task[None]] = set()

    def on(self, kind: str, handler: Handler) -> None:
        self._handlers[kind] = handler

    async def tell(self, kind: str, **order: Any) -> bool:
        """Say something to all; False if the bus is away."""
        try:
            await self._bus.publish(TOPIC, {**order, "kind": kind})
        except ServiceError as error:
            log.warning("peers_not_told", kind=kind, reason=error.reason)
            return False
        return True

    async def ask(self, kind: str, *, within_s: float = ANSWER_S, **order: Any) -> Order | None:
        """Return the answer of whoever is concerned, None if nobody said anything; raises what it refuses with."""
        name = f"gateway.answer.{secrets.token_urlsafe(16)}"
        if not await self.tell(kind, **order, answer=name):
            return None
        try:
            async with self._clock.timeout(within_s):
                while (answer := await self._bus.take(name)) is None:
                    await self._clock.sleep(LOOK_S)
        except (TimeoutError, ServiceError):
            return None
        return None if isinstance(answer, bytes) else _accepted(answer)

    async def listen(self) -> None:
        """Carry out what the others ask for, until cancelled; while the bus is away, there is nothing to hear."""
        try:
            while True:
                try:
                    async with self._bus.subscribe(TOPIC, capacity=CAPACITY) as orders:
                        async for order in orders:
                            self._take(order)
                except ServiceError as error:
                    log.warning("peers_not_heard", reason=error.reason)
                await self._clock.sleep(AGAIN_S)
        finally:
            for task in tuple(self._obeying):
                task.cancel()

    def _take(self, order: Message) -> None:
        if isinstance(order, bytes) or (handler := self._handlers.get(order.get("kind", ""))) is None:
            return
        if len(self._obeying) >= MAX_AT_ONCE:
            log.warning("peer_not_obeyed", kind=order["kind"], reason="TOO_MANY_ORDERS")
            return
        task = asyncio.create_task(self._obey(handler, order))
        self._obeying.add(task)
        task.add_done_callback(self._obeying.discard)

    async def _obey(self, handler: Handler, order: Order) -> None:
        async def answer(words: Order) -> None:
            if "answer" in order:
                await self._bus.put(order["answer"], words, ANSWER_TTL_S)

        try:
            try:
                await handler(order, answer)
            except ServiceError as refusal:
                log.info("peer_not_obeyed", kind=order["kind"], reason=refusal.reason)
                await answer(_refusal(refusal))
        except ServiceError as error:
            log.warning("peer_not_answered", reason=error.reason)
        except Exception:
            log.exception("peer_defect")


def _refusal(error: ServiceError) -> Order:
    return {
        "refused": {
            "code": error.code.name,
            "reason": error.reason,
            "message": error.message,
            "metadata": error.metadata,
        }
    }


def _accepted(answer: Order) -> Order:
    refused = answer.get("refused")
    if refused is None:
        return answer
    raise ServiceError.received(
        grpc.StatusCode[refused["code"]], refused["message"], refused["reason"], metadata=refused["metadata"]
    )
