"""A gateway's monitor with hundreds of calls behind it: `python -m tests.e2e.dashboard.busy_wall PORT CALLS`.

Only what voice says in the calls is made up. One gateway holds them, tells another one of them over the bus, and that
one's board, wall and monitor number, merge, write and send the changes, as in an installation with two gateways.
"""

import asyncio
import itertools
import random
import sys
from collections.abc import Iterator
from typing import Any

from voicera.agents.v1 import spec_pb2
from voicera.media.v1 import call_event_pb2 as events
from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel
from voicera_gateway.http.server import running_http
from voicera_gateway.http.sockets import Socket
from voicera_gateway.live.board import Board
from voicera_gateway.live.monitor import Monitor
from voicera_gateway.live.passes import Pass, Purpose
from voicera_gateway.live.replication import Replication
from voicera_gateway.live.view import View
from voicera_gateway.people import called_by
from voicera_kit.bus import MemoryBus
from voicera_kit.clock import SystemClock
from voicera_kit.identity import Identity

ORGANIZATION = "org_busy"
VIEWER = Identity(ORGANIZATION, "user_busy", "member", "owner", token="")
AGENTS = ("Reception", "Collections", "Survey", "Appointments", "Roadside", "Front desk", "Deliveries")
NODES = ("Welcome", "Identify", "Ask for the day", "Confirm", "Answer questions", "Goodbye")
SENTENCES = (
    "Good morning, this is the clinic. How can I help you?",
    "I would like to come on Monday, in the afternoon if that is possible.",
    "We have half past three or a quarter to five. Which one suits you?",
    "नमस्ते, मुझे डॉक्टर से मिलने का समय चाहिए।",
    "Could you repeat that, please? The line was bad for a moment.",
)
TICKS = 20
"""A second; in each, every twentieth call changes, so that each call changes once in a second."""
ENDINGS_S = 0.4
"""Between two calls that end, each of which another one follows: they last about three minutes."""
AGE_S = 300
OLDEST = 20
"""So many do not end: whoever opens the first one of the list shall find it."""


class Crowd:
    """Calls in which people talk."""

    def __init__(self, size: int, replication: Replication) -> None:
        self._replication = replication
        self._random = random.Random(7)
        self._numbers = itertools.count()
        self._talks: list[tuple[View, Iterator[list[voice.ConverseResponse]]]] = []
        for index in range(size):
            self._begin(age_s=AGE_S * (size - index) / size)

    async def talk(self) -> None:
        for tick in itertools.count():
            await asyncio.sleep(1 / TICKS)
            for view, parts in self._talks[tick % TICKS :: TICKS]:
                for response in next(parts):
                    view.follow(response)
                self._replication.changed(view.call.call_id)

    async def come_and_go(self) -> None:
        while True:
            await asyncio.sleep(ENDINGS_S)
            view, _ = self._talks.pop(self._random.randrange(OLDEST, len(self._talks)))
            self._replication.end(view.call.call_id)
            self._begin(age_s=0)

    def _begin(self, age_s: float) -> None:
        number = next(self._numbers)
        admission = _admission(number)
        view = View(admission, round((SystemClock().now().timestamp() - age_s) * 1e9))
        self._talks.append((view, _parts(self._random)))
        self._replication.begin(ORGANIZATION, view)


def _admission(number: int) -> Admission:
    spec = spec_pb2.AgentSpec(language="en-IN")
    spec.speech_to_text.add(adapter="pocketsphinx")
    spec.text_to_speech.add(adapter="espeak", voice="en-in")
    start = voice.Start(
        call_id=f"call_busy_{number}",
        agent_id=f"agent_busy_{number % len(AGENTS)}",
        agent_revision=1,
        direction=calls.DIRECTION_INBOUND,
        to="+918045000001",
        spec=spec,
    )
    called_by(f"+9197{number:08d}", start)
    return Admission(ORGANIZATION, Channel.PHONE, "", start, AGENTS[number % len(AGENTS)])


def _parts(chance: random.Random) -> Iterator[list[voice.ConverseResponse]]:
    """What voice tells in each second of a conversation."""
    yield [_is(voice.CONVERSATION_STATE_SPEAKING), _entered(0)]
    for turn in itertools.count(1):
        said = events.CallerSaid(text=chance.choice(SENTENCES), turn=turn, language="en-IN")
        yield [_is(voice.CONVERSATION_STATE_LISTENING), _happened(caller_said=said)]
        yield [_is(voice.CONVERSATION_STATE_THINKING)]
        measured = events.TurnMeasured(first_byte_ms=chance.lognormvariate(6.6, 0.4))
        answer = events.AgentSaid(text=chance.choice(SENTENCES), language="en-IN")
        yield [_is(voice.CONVERSATION_STATE_SPEAKING), _happened(turn_measured=measured), _entered(turn)]
        yield [_happened(agent_said=answer)]
        if chance.random() < 0.05:
            yield [_happened(barged_in=events.BargedIn())]


def _is(state: voice.ConversationState.ValueType) -> voice.ConverseResponse:
    return voice.ConverseResponse(state=voice.StateChanged(state=state))


def _entered(turn: int) -> voice.ConverseResponse:
    node = min(turn // 2, len(NODES) - 1)
    return _happened(node_entered=events.NodeEntered(node_id=f"node_{node}", title=NODES[node]))


def _happened(**event: Any) -> voice.ConverseResponse:
    return voice.ConverseResponse(event=events.CallEvent(**event))


async def serve(port: int, size: int) -> None:
    bus, clock, board = MemoryBus(), SystemClock(), Board()
    holder, other = Replication(bus, Board(), clock), Replication(bus, board, clock)
    crowd = Crowd(size, holder)
    monitor = Monitor(board)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        socket = Socket(receive, send)
        await socket.accept()
        await monitor.talk(socket, Pass(Purpose.MONITOR, VIEWER), scope)

    async with running_http(app, "127.0.0.1", port), asyncio.TaskGroup() as group:
        for work in (other.run(), holder.run(), crowd.talk(), crowd.come_and_go()):
            group.create_task(work)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
