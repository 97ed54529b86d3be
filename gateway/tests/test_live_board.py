"""Boards of several gateways on one bus, on virtual time."""

import asyncio
from contextlib import aclosing, asynccontextmanager

import pytest

from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.tickets import Admission, Channel
from voicera_gateway.live import replication as wire
from voicera_gateway.live.board import LEASE_S, Board
from voicera_gateway.live.replication import HEARTBEAT_S, PACE_S, Replication
from voicera_gateway.live.view import View
from voicera_gateway.live.wall import MAX_CHANGES, Wall
from voicera_gateway.live.watching import Everything, One, watch
from voicera_kit.bus import MemoryBus
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import Unavailable


def view(call_id: str, at: int = 1) -> View:
    return View(Admission("org_1", Channel.BROWSER, "", voice.Start(call_id=call_id)), at)


class Gateway:
    def __init__(self, bus, clock: VirtualClock) -> None:
        self.board = Board()
        self.replication = Replication(bus, self.board, clock)
        self.task = asyncio.create_task(self.replication.run())

    def ids(self, organization_id: str = "org_1") -> list[str]:
        return [each.call_id for each in self.board.wall(organization_id).latest()]

    async def die(self) -> None:
        """Stop without a last word."""
        self.replication._publish = _nothing
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def _nothing(_message) -> None: ...


class HoledBus(MemoryBus):
    """Loses messages as Redis does while a subscriber is not connected."""

    loses = False
    is_away = False

    def __init__(self, clock) -> None:
        super().__init__(clock)
        self.published: list = []

    async def publish(self, topic, message) -> None:
        if self.is_away:
            raise Unavailable("the bus is away")
        self.published.append(message)
        if not self.loses:
            await super().publish(topic, message)

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.published]


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def bus(clock) -> HoledBus:
    return HoledBus(clock)


@asynccontextmanager
async def gateways(bus, clock, count: int = 2):
    each = [Gateway(bus, clock) for _ in range(count)]
    await clock.advance(0.01)
    try:
        yield each
    finally:
        for one in each:
            await one.stop()


async def test_a_call_is_seen_on_every_gateway_at_once_and_leaves_at_once(bus, clock):
    async with gateways(bus, clock, 3) as (first, second, third):
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(0.01)
        assert first.ids() == second.ids() == third.ids() == ["call_1"]
        assert second.ids("org_2") == []
        first.replication.end("call_1")
        await clock.advance(0.01)
        assert first.ids() == second.ids() == third.ids() == []


async def test_a_call_that_changes_all_the_time_is_told_of_four_times_a_second(bus, clock):
    async with gateways(bus, clock) as (first, second):
        mine = view("call_1")
        first.replication.begin("org_1", mine)
        await clock.advance(0.01)
        before = bus.kinds().count("changes")
        for turn in range(200):
            mine.call.turns = turn
            first.replication.changed("call_1")
            await clock.advance(0.01)
        told = bus.kinds().count("changes") - before
        assert 7 <= told <= 2 / PACE_S + 1
        await clock.advance(PACE_S)
        assert second.board.find("org_1", "call_1").turns == 199


async def test_a_new_gateway_learns_what_the_others_hold(bus, clock):
    async with gateways(bus, clock, 1) as (first,):
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(5)
        late = Gateway(bus, clock)
        await clock.advance(0.1)
        assert late.ids() == ["call_1"]
        await late.stop()


async def test_a_defect_in_what_is_heard_or_told_stops_neither_for_good(bus, clock, monkeypatch):
    def defect(*_anything) -> None:
        raise RuntimeError("a defect")

    async with gateways(bus, clock) as (first, second):
        for broken in (first, second):
            with monkeypatch.context() as patch:
                patch.setattr(broken.board, "apply", defect)
                first.replication.begin("org_1", view(broken.replication.origin))
                await clock.advance(0.01)
        first.replication.begin("org_1", view("call_1"))
        for _ in range(20):
            await clock.advance(0.1)
        assert "call_1" in first.ids()
        assert {*second.ids()} == {"call_1", first.replication.origin, second.replication.origin}
        assert not first.task.done()
        assert not second.task.done()


async def test_what_was_lost_on_the_way_is_asked_for(bus, clock):
    async with gateways(bus, clock) as (first, second):
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(0.01)
        bus.loses = True
        first.replication.begin("org_1", view("call_2"))
        first.replication.end("call_1")
        await clock.advance(0.01)
        bus.loses = False
        assert second.ids() == ["call_1"]
        await clock.advance(HEARTBEAT_S + 2 * PACE_S)
        assert second.ids() == ["call_2"]


async def test_calls_of_a_gateway_that_dies_are_gone_within_seconds(bus, clock):
    async with gateways(bus, clock) as (first, second):
        first.replication.begin("org_1", view("call_1"))
        second.replication.begin("org_1", view("call_2", 2))
        await clock.advance(1)
        await first.die()
        await clock.advance(LEASE_S - 1.5)
        assert second.ids() == ["call_1", "call_2"]
        await clock.advance(2)
        assert second.ids() == ["call_2"]


async def test_a_gateway_that_stops_in_good_order_is_gone_at_once(bus, clock):
    async with gateways(bus, clock) as (first, second):
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(0.1)
        await first.stop()
        await clock.advance(0.01)
        assert second.ids() == []


async def test_a_call_that_moved_stays_when_the_gateway_it_came_from_is_gone(bus, clock):
    async with gateways(bus, clock, 3) as (first, second, third):
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(1)
        await first.die()
        second.replication.begin("org_1", view("call_1"))
        await clock.advance(LEASE_S + 1)
        assert third.ids() == ["call_1"]


async def test_own_calls_are_seen_while_the_bus_is_away_and_the_others_once_it_is_back(bus, clock):
    async with gateways(bus, clock) as (first, second):
        bus.is_away = True
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(1)
        assert (first.ids(), second.ids()) == (["call_1"], [])
        bus.is_away = False
        await clock.advance(HEARTBEAT_S + 2 * PACE_S)
        assert second.ids() == ["call_1"]


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "changes"},
        {"kind": "alive", "sequence": 1},
        {"kind": "changes", "sequence": 1, "news": [["org_1", "c", "%"]]},
    ],
)
async def test_nonsense_on_the_bus_is_survived(bus, clock, message):
    async with gateways(bus, clock, 1) as (first,):
        await bus.publish(wire.TOPIC, message | {"origin": "stranger"})
        first.replication.begin("org_1", view("call_1"))
        await clock.advance(0.1)
        assert first.ids() == ["call_1"]


def put(wall: Wall, call_id: str, turns: int = 0) -> None:
    wall.put(live.LiveCall(call_id=call_id, turns=turns))


async def test_a_watcher_sees_everything_first_and_then_what_changes():
    wall = Wall()
    put(wall, "call_1")
    async with aclosing(watch(wall)) as steps:
        first = await anext(steps)
        assert isinstance(first, Everything)
        assert [each.call_id for each in first.calls] == ["call_1"]
        put(wall, "call_2")
        wall.remove("call_1")
        changes = [await anext(steps), await anext(steps)]
        assert [(each.change.call_id, each.change.call is None) for each in changes] == [
            ("call_2", False),
            ("call_1", True),
        ]


async def test_a_watcher_goes_on_at_its_cursor():
    wall = Wall()
    put(wall, "call_1")
    async with aclosing(watch(wall)) as steps:
        cursor = (await anext(steps)).cursor
    put(wall, "call_2")
    async with aclosing(watch(wall, cursor)) as steps:
        step = await anext(steps)
        assert isinstance(step, One)
        assert step.change.call_id == "call_2"


@pytest.mark.parametrize(
    "cursor", ["", "nonsense", "{other}.1", "{wall}.99", "{wall}.-1", "{wall}.", "{wall}.²"]
)
async def test_a_cursor_that_means_nothing_here_brings_everything(cursor: str):
    wall, other = Wall(), Wall()
    put(wall, "call_1")
    names = {"wall": wall.cursor(0)[:-2], "other": other.cursor(0)[:-2]}
    async with aclosing(watch(wall, cursor.format(**names))) as steps:
        assert isinstance(await anext(steps), Everything)


async def test_a_slow_watcher_gets_the_latest_of_each_call():
    wall = Wall()
    async with aclosing(watch(wall)) as steps:
        await anext(steps)
        for turns in range(50):
            put(wall, "call_1", turns)
            put(wall, "call_2", turns)
        seen = [await anext(steps), await anext(steps)]
        assert [(each.change.call_id, each.change.call.turns) for each in seen] == [
            ("call_1", 49),
            ("call_2", 49),
        ]
        assert seen[-1].cursor == wall.cursor(wall.number)


async def test_a_watcher_that_slept_too_long_gets_everything_anew():
    wall = Wall()
    async with aclosing(watch(wall)) as steps:
        await anext(steps)
        for turns in range(MAX_CHANGES + 1):
            put(wall, "call_1", turns)
        fresh = await anext(steps)
        assert isinstance(fresh, Everything)
        assert fresh.calls[0].call.turns == MAX_CHANGES


def test_walls_nobody_needs_are_forgotten():
    board = Board()
    for number in range(100):
        board.wall(f"org_{number}")
    assert len(board._walls) == 1
