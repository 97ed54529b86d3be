"""Calls from a browser."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
import websockets

from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_event_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_kit.errors import InvalidArgument, PermissionDenied

from .conftest import World, until
from .fakes.agents import AGENT, ORGANIZATION

DESK = "+919800000077"


async def begin(world: World) -> telephony.StartBrowserCallResponse:
    request = telephony.StartBrowserCallRequest(agent_id=AGENT, variables={"name": "Asha"})
    return await world.telephony.StartBrowserCall(request, metadata=world.member())


@asynccontextmanager
async def browser(world: World, path: str | None = None):
    """Connect like a browser does and wait for `started`."""
    path = path or (await begin(world)).websocket_path
    async with websockets.connect(world.websocket(path), compression=None) as socket:
        assert await receive(socket) == {"type": "started"}
        yield socket


async def receive(socket):
    async with asyncio.timeout(5):
        message = await socket.recv()
    return message if isinstance(message, bytes) else json.loads(message)


async def send(socket, **message) -> None:
    await socket.send(json.dumps(message))


async def test_browser_and_agent_hear_each_other(running: World):
    started = await begin(running)
    assert started.call.direction == calls.DIRECTION_BROWSER
    assert started.expires_at.seconds > 0
    async with browser(running, started.websocket_path) as socket:
        conversation = await running.voice.conversation()
        start = conversation.start
        assert (start.wants_interim, dict(start.variables)) == (True, {"name": "Asha"})
        assert start.caller_audio.sample_rate_hz == start.agent_audio.sample_rate_hz == 16000
        assert start.caller_audio.encoding == audio_pb2.AUDIO_ENCODING_PCM_S16LE
        await socket.send(b"\x01\x02" * 320)
        await conversation.until_audio(640)
        conversation.speak(7, b"\x03\x04" * 320, first=True)
        message = await receive(socket)
        assert (int.from_bytes(message[:8]), message[8:]) == (7, b"\x03\x04" * 320)
        await conversation.until("forwarded")
        await send(socket, type="played", sequence=7)
        assert (await conversation.until("played")).played.sequence == 7
        await send(socket, type="digit", digit="*")
        assert (await conversation.until("digit")).digit.digit == "*"
        await send(socket, type="ping")


async def talk_to_draft(world: World, metadata) -> telephony.StartBrowserCallResponse:
    request = telephony.StartBrowserCallRequest(agent_id=AGENT, draft=True)
    return await world.telephony.StartBrowserCall(request, metadata=metadata)


async def test_a_draft_is_talked_to_as_revision_0_published_or_not(running: World):
    running.agents.agent_problem = "AGENT_NOT_PUBLISHED"
    started = await talk_to_draft(running, running.member())
    assert (started.call.agent_id, started.call.agent_revision) == (AGENT, 0)
    async with browser(running, started.websocket_path):
        start = (await running.voice.conversation()).start
    assert (start.agent_revision, start.spec.greeting) == (0, "Revision 0.")
    assert running.media.only.agent_revision == 0


async def test_a_draft_that_could_not_be_published_is_refused_before_there_is_a_call(running: World):
    running.agents.draft_problem = "AGENT_INVALID"
    with pytest.raises(InvalidArgument) as refused:
        await talk_to_draft(running, running.member())
    assert refused.value.reason == "AGENT_INVALID"
    assert [each.field for each in refused.value.violations] == ["graph.start_node"]
    assert not running.media.records


async def test_a_draft_is_heard_only_by_who_may_read_agents(running: World):
    scopes = {"calls.place"}
    blind = running.mesh.forward(running.signer.api_key(ORGANIZATION, *scopes))
    with pytest.raises(PermissionDenied) as refused:
        await talk_to_draft(running, blind)
    assert refused.value.metadata == {"permission": "agents.read"}
    assert not running.media.records
    seeing = running.mesh.forward(running.signer.api_key(ORGANIZATION, *scopes, "agents.read"))
    assert (await talk_to_draft(running, seeing)).call.agent_revision == 0


async def test_browser_clears(running: World):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        conversation.say(clear=voice.Clear(id=4))
        assert await receive(socket) == {"type": "clear", "id": 4}
        for _ in range(2):
            await send(socket, type="cleared", clear_id=4, last_played_sequence=2)
        cleared = (await conversation.until("cleared")).cleared
        assert (cleared.clear_id, cleared.last_played_sequence) == (4, 2)
        await send(socket, type="digit", digit="1")
        await conversation.until("digit")
        assert conversation.kinds().count("cleared") == 1


async def test_browser_that_does_not_clear_is_taken_to_have(world: World):
    running = await world.start(clear_timeout_s=0.1)
    async with browser(running):
        conversation = await running.voice.conversation()
        conversation.say(clear=voice.Clear(id=1))
        assert (await conversation.until("cleared")).cleared.last_played_sequence == 0


async def test_browser_is_shown_the_conversation(running: World):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        said = call_event_pb2.CallerSaid(text="नमस्ते", turn=1)
        conversation.say(event=call_event_pb2.CallEvent(sequence=1, caller_said=said))
        conversation.say(state=voice.StateChanged(state=voice.CONVERSATION_STATE_THINKING))
        conversation.say(interim=voice.InterimTranscript(text="hel"))
        event = await receive(socket)
        assert event["event"]["caller_said"]["text"] == "नमस्ते"
        assert await receive(socket) == {"type": "state", "state": "thinking"}
        assert await receive(socket) == {"type": "interim", "text": "hel"}


async def test_agent_hangs_up(running: World):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        conversation.say(hang_up=voice.HangUp(reason=calls.END_REASON_AGENT_HUNG_UP))
        assert await receive(socket) == {"type": "hang_up", "reason": "END_REASON_AGENT_HUNG_UP"}
        await socket.wait_closed()
        assert socket.close_code == 1000
    await until(lambda: running.media.ends)
    call = running.media.only
    assert (call.state, call.end_reason) == (calls.CALL_STATE_COMPLETED, calls.END_REASON_AGENT_HUNG_UP)
    assert running.carrier.requests == 0


async def test_a_transfer_ends_a_browser_call_for_a_reason_of_its_own(running: World):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        conversation.say(transfer=voice.Transfer(to=DESK))
        assert await receive(socket) == {"type": "hang_up", "reason": "END_REASON_TRANSFER_IN_BROWSER"}
        assert (await conversation.until("end")).end.reason == calls.END_REASON_TRANSFER_IN_BROWSER
    await until(lambda: running.media.ends)
    call = running.media.only
    assert (call.state, call.end_reason) == (
        calls.CALL_STATE_COMPLETED,
        calls.END_REASON_TRANSFER_IN_BROWSER,
    )
    assert running.carrier.requests == 0


@pytest.mark.parametrize(
    ("scopes", "shown"),
    [(("calls.place", "callers.read"), DESK), (("calls.place",), "•" * 9 + DESK[-4:])],
    ids=["sees numbers", "sees four digits"],
)
async def test_where_a_transfer_leads_is_shown_as_the_person_may_see_numbers(running: World, scopes, shown):
    who = running.mesh.forward(running.signer.api_key(ORGANIZATION, *scopes))
    request = telephony.StartBrowserCallRequest(agent_id=AGENT)
    path = (await running.telephony.StartBrowserCall(request, metadata=who)).websocket_path
    async with browser(running, path) as socket:
        conversation = await running.voice.conversation()
        started = call_event_pb2.TransferStarted(to=DESK)
        conversation.say(event=call_event_pb2.CallEvent(sequence=1, transfer_started=started))
        assert (await receive(socket))["event"]["transfer_started"]["to"] == shown


@pytest.mark.parametrize("how", ["message", "close"])
async def test_person_hangs_up(running: World, how: str):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        if how == "message":
            await send(socket, type="hang_up")
        else:
            await socket.close(1000)
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP
    await until(lambda: running.media.only.state == calls.CALL_STATE_COMPLETED)


async def test_operator_hangs_up(running: World):
    async with browser(running) as socket:
        conversation = await running.voice.conversation()
        request = telephony.HangUpCallRequest(call_id=running.media.only.id)
        await running.telephony.HangUpCall(request, metadata=running.member())
        assert (await receive(socket))["reason"] == "END_REASON_OPERATOR_HUNG_UP"
        assert (await conversation.until("end")).end.reason == calls.END_REASON_OPERATOR_HUNG_UP


async def test_call_ended_before_the_browser_came_starts_nothing(running: World):
    started = await begin(running)
    request = telephony.HangUpCallRequest(call_id=started.call.id)
    await running.telephony.HangUpCall(request, metadata=running.member())
    async with websockets.connect(running.websocket(started.websocket_path)) as socket:
        assert (await receive(socket))["reason"] == "TICKET_UNKNOWN"
    assert running.voice.conversations == []
    assert running.media.only.state == calls.CALL_STATE_CANCELED


async def test_call_whose_record_is_final_starts_no_agent(running: World):
    path = (await begin(running)).websocket_path
    running.media.only.state = calls.CALL_STATE_CANCELED
    running.media.only.end_reason = calls.END_REASON_OPERATOR_HUNG_UP
    async with websockets.connect(running.websocket(path)) as socket:
        assert await receive(socket) == {"type": "hang_up", "reason": "END_REASON_OPERATOR_HUNG_UP"}
    assert running.voice.conversations == []
    assert running.media.ends == []


async def test_lost_browser_may_come_back(running: World):
    path = (await begin(running)).websocket_path
    async with browser(running, path) as socket:
        conversation = await running.voice.conversation()
        socket.transport.abort()
        await conversation.until("media_lost")
    async with websockets.connect(running.websocket(path)) as socket:
        await conversation.until("media_resumed")
        await socket.send(b"\x00\x00")
        await conversation.until_audio(2)


async def test_broken_conversation_is_told(running: World):
    async with browser(running) as socket:
        (await running.voice.conversation()).fail(None)
        assert await receive(socket) == {"type": "hang_up", "reason": "END_REASON_PLATFORM_ERROR"}
    await until(lambda: running.media.only.state == calls.CALL_STATE_COMPLETED)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (b"\x00", "HALF_A_SAMPLE"),
        ("{", "NOT_JSON"),
        ("3", "NOT_AN_OBJECT"),
        ('{"type": "dance"}', "UNKNOWN_TYPE"),
        ('{"type": "digit", "digit": "12"}', "BAD_DIGIT"),
        ('{"type": "digit", "digit": ["1"]}', "BAD_DIGIT"),
        ('{"type": "played", "sequence": "1"}', "BAD_SEQUENCE"),
        ('{"type": "played", "sequence": -1}', "BAD_SEQUENCE"),
        ('{"type": "played", "sequence": 1e400}', "BAD_SEQUENCE"),
        ('{"type": "cleared", "clear_id": true}', "BAD_CLEAR_ID"),
    ],
)
async def test_nonsense_is_refused_with_a_reason(running: World, message, reason):
    async with browser(running) as socket:
        await socket.send(message)
        assert await receive(socket) == {"type": "error", "code": 4400, "reason": reason}
        await socket.wait_closed()
        assert socket.close_code == 4400


async def test_agent_is_needed(running: World):
    with pytest.raises(InvalidArgument):
        await running.telephony.StartBrowserCall(
            telephony.StartBrowserCallRequest(), metadata=running.member()
        )


async def test_ticket_works_once(running: World):
    path = (await begin(running)).websocket_path
    async with browser(running, path), websockets.connect(running.websocket(path)) as second:
        assert (await receive(second))["reason"] == "ALREADY_CONNECTED"
