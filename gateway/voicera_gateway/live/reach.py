"""Reaches a live call at whichever gateway holds it."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from voicera_gateway.calls.exchange import ANSWER_S, Answer, Exchange, Order
from voicera_gateway.live.board import Board
from voicera_gateway.live.held import HeldCall, HeldCalls
from voicera_kit.errors import NotFound, Unavailable

Carry = Callable[[HeldCall, Order], Awaitable[Order]]
"""Carries an order out where the call is held, and returns the answer; raises ServiceError to refuse."""

KIND: Final = "live."


def not_live(call_id: str) -> NotFound:
    return NotFound("live call", call_id, reason="CALL_NOT_LIVE")


class Reach:
    def __init__(self, held: HeldCalls, board: Board, exchange: Exchange) -> None:
        self._held = held
        self._board = board
        self._exchange = exchange
        self._orders: dict[str, Carry] = {}

    def on(self, kind: str, carry: Carry) -> None:
        """Say what an order of this kind does to a call of this process."""
        self._orders[kind] = carry

        async def obey(order: Order, answer: Answer) -> None:
            held = self._held.find(order["organization_id"], order["call_id"])
            if held is not None:
                await answer(await carry(held, order))

        self._exchange.on(KIND + kind, obey)

    async def ask(
        self, kind: str, organization_id: str, call_id: str, *, within_s: float = ANSWER_S, **fields: Any
    ) -> Order:
        """Have the gateway that holds the call do something; NotFound CALL_NOT_LIVE if none does.

        Unavailable if it did not answer in time, or could not be asked: then it may have done it or not.
        """
        held = self._held.find(organization_id, call_id)
        if held is not None:
            return await self._orders[kind](held, fields)
        if self._board.find(organization_id, call_id) is None:
            raise not_live(call_id)
        order = {"organization_id": organization_id, "call_id": call_id, **fields}
        answer = await self._exchange.ask(KIND + kind, within_s=within_s, **order)
        if answer is not None:
            return answer
        if self._board.find(organization_id, call_id) is None:
            raise not_live(call_id)
        raise Unavailable("the gateway that holds the call does not answer")

    async def tell(self, kind: str, organization_id: str, call_id: str, **fields: Any) -> None:
        """The same without an answer."""
        held = self._held.find(organization_id, call_id)
        if held is not None:
            await self._orders[kind](held, fields)
        else:
            order = {"organization_id": organization_id, "call_id": call_id, **fields}
            await self._exchange.tell(KIND + kind, **order)
