"""Carries out, in a call of this process, what people who step in want."""

from typing import Any, Final

from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.exchange import Order
from voicera_gateway.calls.front import LineState
from voicera_gateway.live.held import HeldCall
from voicera_gateway.live.reach import Reach, not_live
from voicera_kit.errors import FailedPrecondition, Unavailable

DONE: Final[Order] = {"done": True}


def install(reach: Reach) -> None:
    for kind, carry in {
        "find": find,
        "listen": listen,
        "listening": listening,
        "listened": listened,
        "whisper": whisper,
        "take_over": take_over,
        "forgo": forgo,
        "connect": connect,
        "leave": leave,
        "hand_back": hand_back,
        "transfer": transfer,
    }.items():
        reach.on(kind, carry)


async def find(_held: HeldCall, _order: Order) -> Order:
    return DONE


async def listen(held: HeldCall, order: Order) -> Order:
    held.listeners.keep(order["listener"], counts=order["counts"])
    return {"sample_rate_hz": held.session.admission.start.caller_audio.sample_rate_hz}


async def listening(held: HeldCall, order: Order) -> Order:
    held.listeners.renew(order["listener"])
    return DONE


async def listened(held: HeldCall, order: Order) -> Order:
    held.listeners.drop(order["listener"])
    return DONE


async def whisper(held: HeldCall, order: Order) -> Order:
    is_instruction = not order["say"]
    if is_instruction and not _has_model(held.session.admission.start):
        raise FailedPrecondition(
            "the agent has no language model that could follow an instruction",
            reason="AGENT_CANNOT_TAKE_INSTRUCTIONS",
        )
    words = voice.Whisper(text=order["text"], say=order["say"], user_id=order["user_id"])
    held.session.tell(voice.ConverseRequest(whisper=words))
    return DONE


async def take_over(held: HeldCall, order: Order) -> Order:
    held.desk.take(order["user_id"])
    return DONE


async def forgo(held: HeldCall, order: Order) -> Order:
    held.desk.forgo(order["user_id"])
    return DONE


async def connect(held: HeldCall, order: Order) -> Order:
    held.desk.connect(order["user_id"], order["connection"])
    return DONE


async def leave(held: HeldCall, order: Order) -> Order:
    held.desk.leave(order["connection"])
    return DONE


async def hand_back(held: HeldCall, _order: Order) -> Order:
    held.desk.hand_back()
    return DONE


async def transfer(held: HeldCall, order: Order) -> Order:
    match await held.session.transfer(order["to"], order["user_id"]):
        case LineState.GONE:
            raise not_live(held.call_id)
        case LineState.NO_LINE:
            raise FailedPrecondition(
                "a call from a browser has no line to transfer", reason="TRANSFER_IMPOSSIBLE"
            )
        case LineState.FAILED:
            raise Unavailable("the carrier did not transfer the call; it goes on", reason="TRANSFER_FAILED")
    return DONE


def _has_model(start: voice.Start) -> bool:
    nodes: Any = start.spec.graph.nodes
    return any(node.HasField("prompt") for node in nodes)
