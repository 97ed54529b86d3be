"""Puts the live plane of one gateway together."""

from collections.abc import Mapping
from dataclasses import dataclass

from voicera_gateway.calls.exchange import Exchange
from voicera_gateway.live import orders
from voicera_gateway.live.board import Board
from voicera_gateway.live.held import HeldCalls
from voicera_gateway.live.listening import Listening, Operating
from voicera_gateway.live.monitor import Monitor
from voicera_gateway.live.passes import Passes, Purpose
from voicera_gateway.live.reach import Reach
from voicera_gateway.live.replication import Replication
from voicera_gateway.live.service import LiveService
from voicera_gateway.live.socket import LiveEndpoint
from voicera_kit.bus import Bus
from voicera_kit.clock import Clock
from voicera_kit.identity import TokenVerifier


@dataclass(frozen=True, slots=True)
class LivePlane:
    board: Board
    held: HeldCalls
    replication: Replication
    service: LiveService
    endpoints: Mapping[Purpose, LiveEndpoint]


def build_live(
    bus: Bus, exchange: Exchange, verifier: TokenVerifier, ticket_ttl_s: float, clock: Clock
) -> LivePlane:
    board = Board()
    replication = Replication(bus, board, clock)
    held = HeldCalls(replication, bus, clock)
    reach = Reach(held, board, exchange)
    orders.install(reach)
    passes = Passes(bus, ticket_ttl_s, clock)
    listening = Listening(bus, reach)
    talks = {
        Purpose.MONITOR: Monitor(board).talk,
        Purpose.LISTEN: listening.talk,
        Purpose.OPERATE: Operating(bus, reach, listening).talk,
    }
    endpoints = {purpose: LiveEndpoint(purpose, passes, verifier, talk) for purpose, talk in talks.items()}
    return LivePlane(board, held, replication, LiveService(board, passes, reach), endpoints)
