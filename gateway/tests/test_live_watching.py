"""Live calls as people see them: over gRPC and over the monitor's WebSocket."""

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import websockets

from voicera.media.v1 import call_event_pb2 as events
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.telephony.v1.live_call_service_pb2_grpc import LiveCallServiceStub
from voicera_gateway.people import caller_of
from voicera_kit.errors import InvalidArgument, PermissionDenied

from .conftest import World, until
from .fakes.carrier import media_stream
from .test_browser import begin, browser

OPERATOR, VIEWER = "operator", "viewer"


class Watcher:
    def __init__(self, stream) -> None:
        self.stream = stream

    async def next(self) -> live.WatchLiveCallsResponse:
        async with asyncio.timeout(5):
            return await self.stream.read()

    async def until(self, holds) -> live.WatchLiveCallsResponse:
        while not holds(response := await self.next()):
            pass
        return response


@asynccontextmanager
async def watching(
    world: World, role: str = OPERATOR, cursor: str = "", organization_id: str = "org_1", mesh=None
):
    stub = (mesh or world.mesh).stub(LiveCallServiceStub)
    who = world.signer.member(organization_id, role)
    stream = stub.WatchLiveCalls(live.WatchLiveCallsRequest(cursor=cursor), metadata=world.mesh.forward(who))
    try:
        yield Watcher(stream)
    finally:
        stream.cancel()


@asynccontextmanager
async def monitoring(world: World, role: str = OPERATOR, query: str = ""):
    ticket = await world.live.OpenMonitor(live.OpenMonitorRequest(), metadata=world.member(role=role))
    async with websockets.connect(world.websocket(ticket.websocket_path + query), compression=None) as socket:
        yield socket


async def read(socket) -> dict:
    async with asyncio.timeout(5):
        return json.loads(await socket.recv())


def says(text: str, turn: int = 1) -> events.CallEvent:
    return events.CallEvent(caller_said=events.CallerSaid(text=text, turn=turn))


async def test_a_phone_call_is_watched_from_its_media_to_its_end(running: World):
    async with watching(running) as watcher:
        assert not (await watcher.next()).snapshot.calls
        async with running.call() as stream:
            began = (await watcher.next()).changed
            assert (began.agent_name, began.agent_revision) == ("Asha", 3)
            assert (caller_of(began), began.to) == ("+919800000001", "+918000000002")
            conversation = await running.voice.conversation()
            conversation.say(event=says("hello", 3))
            changed = (await watcher.until(lambda each: each.changed.turns == 3)).changed
            assert (changed.last_line.text, changed.voice_node) == ("hello", "voice-1")
            stream.socket.transport.abort()
            await watcher.until(lambda each: each.changed.media_lost)
            session = running.gateway.sessions.find(began.call_id)
            await session.hang_up(4)
            over = await watcher.until(lambda each: each.ended_call_id)
            assert over.ended_call_id == began.call_id


async def test_a_call_whose_media_came_back_is_whole_again(running: World):
    url = await running.ring_in()
    async with watching(running) as watcher:
        async with media_stream(url, "uuid-1") as stream:
            await stream.start()
            await watcher.until(lambda each: each.HasField("changed"))
        await watcher.until(lambda each: each.changed.media_lost)
        async with media_stream(url, "uuid-1") as stream:
            await stream.start()
            await watcher.until(lambda each: each.HasField("changed") and not each.changed.media_lost)


async def test_viewers_see_four_digits_of_the_caller(running: World):
    async with watching(running, VIEWER) as watcher, running.call():
        await watcher.next()
        assert caller_of((await watcher.next()).changed) == "•••••••••0001"
        listed = await running.live.ListLiveCalls(
            live.ListLiveCallsRequest(), metadata=running.member(role=VIEWER)
        )
        assert caller_of(listed.calls[0]) == "•••••••••0001"
        listed = await running.live.ListLiveCalls(live.ListLiveCallsRequest(), metadata=running.member())
        assert caller_of(listed.calls[0]) == "+919800000001"


async def test_nobody_sees_the_calls_of_another_organization(running: World):
    async with watching(running, organization_id="org_2") as watcher, running.call():
        assert not (await watcher.next()).snapshot.calls
        listed = await running.live.ListLiveCalls(
            live.ListLiveCallsRequest(), metadata=running.member("org_2")
        )
        assert not listed.calls
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await watcher.stream.read()


async def test_a_watcher_goes_on_where_it_was(running: World):
    async with watching(running) as watcher, running.call():
        await watcher.next()
        cursor = (await watcher.next()).cursor
        (await running.voice.conversation()).say(event=says("hello"))
        await watcher.until(lambda each: each.changed.turns)
        async with watching(running, cursor=cursor) as again:
            assert (await again.next()).changed.turns == 1


async def test_lists_have_pages(running: World):
    starts = [await begin(running) for _ in range(3)]
    async with AsyncExitStack() as browsers:
        for start in starts:
            await browsers.enter_async_context(browser(running, start.websocket_path))
        await until(lambda: len(running.gateway.live.board.wall("org_1")) == 3)
        seen, token = [], ""
        for _ in range(2):
            request = live.ListLiveCallsRequest(page_size=2, page_token=token, agent_id="agent_1")
            page = await running.live.ListLiveCalls(request, metadata=running.member())
            seen += [call.call_id for call in page.calls]
            token = page.next_page_token
        assert (seen, token) == ([start.call.id for start in starts], "")
        other = live.ListLiveCallsRequest(agent_id="agent_9")
        assert not (await running.live.ListLiveCalls(other, metadata=running.member())).calls
    for wrong in (live.ListLiveCallsRequest(page_size=-1), live.ListLiveCallsRequest(page_token="x")):
        with pytest.raises(InvalidArgument):
            await running.live.ListLiveCalls(wrong, metadata=running.member())


async def test_a_monitor_shows_the_same_as_json(running: World):
    async with monitoring(running) as socket:
        first = await read(socket)
        assert first["snapshot"] == {"calls": []}
        async with running.call():
            began = (await read(socket))["changed"]
            assert (began["from"], began["agent_name"], began["turns"]) == ("+919800000001", "Asha", 0)
        async with asyncio.timeout(5):
            while "ended_call_id" not in (last := await read(socket)):
                await running.gateway.sessions.find(began["call_id"]).hang_up(4)
        assert last["ended_call_id"] == began["call_id"]
    async with monitoring(running, query=f"?cursor={first['cursor']}") as socket:
        assert (await read(socket))["ended_call_id"] == began["call_id"]


async def test_a_monitor_keeps_the_role_its_ticket_was_issued_to(running: World):
    async with running.call(), monitoring(running, VIEWER) as socket:
        async with asyncio.timeout(5):
            while not (calls := (await read(socket)).get("snapshot", {}).get("calls")):
                pass
        assert calls[0]["from"] == "•••••••••0001"


async def test_a_ticket_opens_one_monitor_and_nothing_else(running: World):
    ticket = await running.live.OpenMonitor(live.OpenMonitorRequest(), metadata=running.member())
    assert ticket.expires_at.ToDatetime(UTC) < datetime.now(UTC) + timedelta(seconds=61)
    other = ticket.websocket_path.replace("/monitor/", "/listen/")
    async with websockets.connect(running.websocket(ticket.websocket_path)) as socket:
        await read(socket)
    for path in (ticket.websocket_path, other, "/v1/live/monitor/made-up"):
        async with websockets.connect(running.websocket(path)) as socket:
            await socket.wait_closed()
            assert (socket.close_code, socket.close_reason) == (4401, "TICKET_UNKNOWN")


async def test_who_may_not_read_calls_gets_no_ticket(running: World):
    key = running.mesh.forward(running.signer.api_key("org_1", "agents.read"))
    with pytest.raises(PermissionDenied):
        await running.live.OpenMonitor(live.OpenMonitorRequest(), metadata=key)


async def test_calls_of_another_gateway_are_seen_and_go_on_from_anywhere(running: World):
    other = await running.replica()
    async with watching(running, mesh=other.mesh) as watcher, running.call():
        await watcher.next()
        began = (await watcher.until(lambda each: each.HasField("changed"))).changed
        assert began.call_id == running.media.only.id
        (await running.voice.conversation()).say(event=says("hello"))
        seen = await watcher.until(lambda each: each.changed.turns == 1)
        async with watching(running, cursor=seen.cursor) as here:
            assert [call.call_id for call in (await here.next()).snapshot.calls] == [began.call_id]
