"""What people hear of a call and say into it, over real WebSockets; the call may be held by another gateway."""

import asyncio
import json
import math
from array import array
from contextlib import asynccontextmanager

import pytest
import websockets

from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import live_call_service_pb2 as live
from voicera.telephony.v1.live_call_service_pb2_grpc import LiveCallServiceStub
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.live import desk, listeners
from voicera_gateway.live.audio import interleaved, pieces
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    ResourceExhausted,
    Unavailable,
)

from .conftest import World, until
from .test_browser import browser

MULAW = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=8000)
PCM = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16000)
LOUD = b"\x10" * 800
QUIET = b"\xff" * 800


class Person:
    """Somebody of the organization at one gateway."""

    def __init__(self, world: World, mesh, port: int, user_id: str = "user_1") -> None:
        self.stub = mesh.stub(LiveCallServiceStub)
        self.metadata = mesh.forward(world.signer.member("org_1", "operator", user_id))
        self.port = port

    async def ask(self, method: str, request, **options):
        return await getattr(self.stub, method)(request, metadata=self.metadata, **options)

    async def take_over(self, call_id: str) -> str:
        return (await self.ask("TakeOverCall", live.TakeOverCallRequest(call_id=call_id))).websocket_path

    @asynccontextmanager
    async def listening(self, call_id: str):
        ticket = await self.ask("ListenToCall", live.ListenToCallRequest(call_id=call_id))
        async with self.connected(ticket.websocket_path) as socket:
            yield socket

    @asynccontextmanager
    async def connected(self, path: str):
        async with websockets.connect(f"ws://127.0.0.1:{self.port}{path}", compression=None) as socket:
            yield socket


@pytest.fixture(params=["same gateway", "other gateway"])
async def person(request, running: World) -> Person:
    """Somebody who asks the gateway that holds the call, or the other one."""
    other = await running.replica()
    if request.param == "same gateway":
        return Person(running, running.mesh, running.port)
    person = Person(running, other.mesh, other.port)
    person.board = other.gateway.live.board
    return person


@asynccontextmanager
async def live_call(running: World, person: Person):
    """Let a phone call come in and wait until the person's gateway knows of it."""
    async with running.call():
        conversation = await running.voice.conversation()
        call_id = running.media.only.id
        board = getattr(person, "board", running.gateway.live.board)
        await until(lambda: (shown := board.find("org_1", call_id)) and shown.voice_node)
        yield call_id, conversation


async def receive(socket):
    async with asyncio.timeout(5):
        message = await socket.recv()
    return message if isinstance(message, bytes) else json.loads(message)


async def closed(socket) -> tuple[int, str]:
    async with asyncio.timeout(8):
        await socket.wait_closed()
    return socket.close_code, socket.close_reason


def loudness(samples: array) -> float:
    return math.sqrt(sum(each * each for each in samples) / len(samples))


async def test_both_sides_of_a_call_are_heard_while_somebody_listens(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        async with person.listening(call_id) as socket:
            assert await receive(socket) == {
                "type": "format",
                "encoding": "pcm_s16le",
                "sample_rate_hz": 8000,
                "channels": ["caller", "agent"],
            }
            assert (await conversation.until("monitor")).monitor.on
            await until(lambda: running.gateway.live.board.find("org_1", call_id).listeners == 1)
            conversation.say(monitored=voice.MonitoredAudio(caller=LOUD, agent=QUIET))
            samples = array("h", await receive(socket))
            assert len(samples) == 1600
            assert loudness(samples[0::2]) > 1000
            assert loudness(samples[1::2]) < 10
        assert not (await conversation.until("monitor", 2)).monitor.on
        await until(lambda: running.gateway.live.board.find("org_1", call_id).listeners == 0)


async def test_audio_is_forked_once_for_all_who_listen(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        async with person.listening(call_id) as first, person.listening(call_id) as second:
            for socket in (first, second):
                await receive(socket)
            conversation.say(monitored=voice.MonitoredAudio(caller=LOUD, agent=LOUD))
            assert await receive(first) == await receive(second)
        await conversation.until("monitor", 2)
        assert [each.monitor.on for each in conversation.received if each.HasField("monitor")] == [
            True,
            False,
        ]


async def test_listeners_are_told_when_the_call_is_over(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        async with person.listening(call_id) as socket:
            await receive(socket)
            await running.gateway.sessions.find(call_id).hang_up(calls.END_REASON_AGENT_HUNG_UP)
            conversation.fail(None)
            running.gateway.sessions.find(call_id).hung_up()
            assert await closed(socket) == (1000, "CALL_OVER")
        with pytest.raises(NotFound) as refusal:
            await person.ask("ListenToCall", live.ListenToCallRequest(call_id=call_id))
        assert refusal.value.reason == "CALL_NOT_LIVE"


async def test_listeners_that_vanish_are_forgotten(running: World, person: Person, monkeypatch):
    monkeypatch.setattr(listeners, "LEASE_S", 0.3)
    async with live_call(running, person) as (call_id, conversation):
        held = running.gateway.live.held.find("org_1", call_id)
        held.listeners.keep("somebody who never says goodbye")
        assert (await conversation.until("monitor")).monitor.on
        assert not (await conversation.until("monitor", 2)).monitor.on


async def test_too_many_cannot_listen(running: World, monkeypatch):
    monkeypatch.setattr(listeners, "MAX_LISTENERS", 1)
    person = Person(running, running.mesh, running.port)
    async with live_call(running, person) as (call_id, _):
        held = running.gateway.live.held.find("org_1", call_id)
        held.listeners.keep("first")
        with pytest.raises(ResourceExhausted):
            held.listeners.keep("second")
        async with person.listening(call_id) as socket:
            assert await closed(socket) == (4401, "TOO_MANY_LISTENERS")


async def test_a_listener_that_takes_nothing_is_dropped_and_the_call_goes_on(running: World):
    person = Person(running, running.mesh, running.port)
    async with live_call(running, person) as (call_id, conversation), person.listening(call_id) as socket:
        await receive(socket)
        socket.transport.pause_reading()
        big = voice.MonitoredAudio(caller=b"\x10" * 20_000, agent=b"\x10" * 20_000)
        for _ in range(400):
            conversation.say(monitored=big)
            await asyncio.sleep(0.002)
        await until(lambda: not running.gateway.live.board.find("org_1", call_id).listeners, within_s=12)
        conversation.speak(1, first=True)
        assert (await conversation.until("forwarded")).forwarded.sequence == 1


async def test_an_operator_talks_with_the_caller_and_hears_both(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        path = await person.take_over(call_id)
        assert (await conversation.until("operator")).operator.user_id == "user_1"
        async with person.connected(path) as socket:
            opened = await receive(socket)
            assert opened["microphone"] == {"encoding": "pcm_s16le", "sample_rate_hz": 8000, "channels": 1}
            tone = array("h", [8000, -8000] * 160)
            await socket.send(tone.tobytes())
            spoken = (await conversation.until("operator_audio")).operator_audio
            assert len(spoken) == 320
            assert loudness(array("h", interleaved(spoken, spoken))[0::2]) == pytest.approx(8000, rel=0.05)
            conversation.say(monitored=voice.MonitoredAudio(caller=LOUD, agent=QUIET))
            assert loudness(array("h", await receive(socket))[0::2]) > 1000
            assert running.gateway.live.board.find("org_1", call_id).listeners == 0
            await person.ask("HandBackCall", live.HandBackCallRequest(call_id=call_id))
            assert await closed(socket) == (1000, "HANDED_BACK")
        assert (await conversation.until("operator", 2)).operator.user_id == ""
        await person.ask("HandBackCall", live.HandBackCallRequest(call_id=call_id))
        assert conversation.kinds().count("operator") == 2


async def test_of_two_operators_the_first_has_the_call(running: World, person: Person):
    async with live_call(running, person) as (call_id, _):
        path = await person.take_over(call_id)
        other = Person(running, running.mesh, running.port, "user_2")
        with pytest.raises(FailedPrecondition) as refusal:
            await other.take_over(call_id)
        assert refusal.value.reason == "CALL_TAKEN"
        async with person.connected(path) as first:
            await receive(first)
            async with person.connected(await person.take_over(call_id)) as second:
                await receive(second)
                assert await closed(first) == (1000, "TAKEN_ELSEWHERE")
                await second.send(b"\0\0" * 160)


async def test_an_operator_who_leaves_hands_back(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        async with person.connected(await person.take_over(call_id)) as socket:
            await receive(socket)
        assert (await conversation.until("operator", 2)).operator.user_id == ""


async def test_an_operator_whose_connection_breaks_hands_back_after_a_few_seconds(
    running: World, person: Person, monkeypatch
):
    monkeypatch.setattr(desk, "LOST_S", 0.5)
    async with live_call(running, person) as (call_id, conversation):
        path = await person.take_over(call_id)
        async with person.connected(path) as socket:
            await receive(socket)
            socket.transport.abort()
            assert (await conversation.until("operator", 2)).operator.user_id == ""


async def test_a_connection_that_is_open_and_silent_hands_back_after_a_few_seconds(
    running: World, person: Person, monkeypatch
):
    monkeypatch.setattr(desk, "LOST_S", 0.5)
    async with live_call(running, person) as (call_id, conversation):
        path = await person.take_over(call_id)
        async with person.connected(path) as socket:
            await receive(socket)
            async with asyncio.timeout(3):
                assert (await conversation.until("operator", 2)).operator.user_id == ""
            assert await closed(socket) == (1000, "HANDED_BACK")


async def test_a_muted_operator_who_gives_signs_of_life_keeps_the_call(
    running: World, person: Person, monkeypatch
):
    monkeypatch.setattr(desk, "LOST_S", 1.0)
    async with live_call(running, person) as (call_id, conversation):
        path = await person.take_over(call_id)
        async with person.connected(path) as socket:
            await receive(socket)
            for _ in range(10):
                await socket.send('{"type":"ping"}')
                await asyncio.sleep(0.25)
            assert conversation.kinds().count("operator") == 1
            assert "operator_audio" not in conversation.kinds()


async def test_an_operator_who_never_connects_hands_back(running: World, person: Person, monkeypatch):
    monkeypatch.setattr(desk, "CONNECT_S", 0.3)
    async with live_call(running, person) as (call_id, conversation):
        path = await person.take_over(call_id)
        assert (await conversation.until("operator", 2)).operator.user_id == ""
        async with person.connected(path) as socket:
            assert await closed(socket) == (4401, "CALL_HANDED_BACK")


async def test_half_a_sample_is_refused(running: World, person: Person):
    async with live_call(running, person) as (call_id, _):
        path = await person.take_over(call_id)
        async with person.connected(path) as socket:
            await receive(socket)
            await socket.send(b"\0" * 321)
            assert await closed(socket) == (4400, "HALF_A_SAMPLE")


async def test_whispers_reach_the_agent(running: World, person: Person):
    running.agents.spec.graph.nodes.add(id="talk").prompt.instructions = "Be kind."
    async with live_call(running, person) as (call_id, conversation):
        for kind, say in ((live.WHISPER_KIND_SAY, True), (live.WHISPER_KIND_UNSPECIFIED, False)):
            request = live.WhisperToAgentRequest(call_id=call_id, text="We close at six.", kind=kind)
            await person.ask("WhisperToAgent", request)
            whisper = (await conversation.until("whisper", 1 + (not say))).whisper
            assert (whisper.text, whisper.say, whisper.user_id) == ("We close at six.", say, "user_1")
        for text in ("", "  ", "x" * 1001):
            with pytest.raises(InvalidArgument):
                await person.ask("WhisperToAgent", live.WhisperToAgentRequest(call_id=call_id, text=text))


async def test_an_agent_without_a_model_takes_no_instructions(running: World, person: Person):
    running.agents.spec.graph.nodes.add(id="ask").ask.prompt = "Tea?"
    async with live_call(running, person) as (call_id, _):
        request = live.WhisperToAgentRequest(call_id=call_id, text="Offer tea.")
        with pytest.raises(FailedPrecondition) as refusal:
            await person.ask("WhisperToAgent", request)
        assert refusal.value.reason == "AGENT_CANNOT_TAKE_INSTRUCTIONS"
        request.kind = live.WHISPER_KIND_SAY
        await person.ask("WhisperToAgent", request)


async def test_a_caller_is_transferred(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        with pytest.raises(InvalidArgument):
            await person.ask("TransferCall", live.TransferCallRequest(call_id=call_id, to="12"))
        await person.ask("TransferCall", live.TransferCallRequest(call_id=call_id, to="+919800000077"))
        assert len(running.carrier.transfers) == 1
    assert (await conversation.until("end")).end.reason == calls.END_REASON_TRANSFERRED
    transferred = (await conversation.until("operator_transferred")).operator_transferred
    assert (transferred.user_id, transferred.to) == ("user_1", "+919800000077")
    kinds = conversation.kinds()
    assert kinds.index("operator_transferred") < kinds.index("end")


async def test_a_transfer_the_carrier_refuses_leaves_the_call_as_it_was(running: World, person: Person):
    async with live_call(running, person) as (call_id, conversation):
        running.carrier.statuses = [500] * 10
        with pytest.raises(Unavailable) as refusal:
            await person.ask("TransferCall", live.TransferCallRequest(call_id=call_id, to="+919800000077"))
        assert refusal.value.reason == "TRANSFER_FAILED"
        assert not {"end", "operator_transferred"} & set(conversation.kinds())
        assert running.gateway.live.held.find("org_1", call_id)


async def test_a_browser_call_cannot_be_transferred(running: World):
    person = Person(running, running.mesh, running.port)
    async with browser(running):
        call_id = running.media.only.id
        with pytest.raises(FailedPrecondition) as refusal:
            await person.ask("TransferCall", live.TransferCallRequest(call_id=call_id, to="+919800000077"))
        assert refusal.value.reason == "TRANSFER_IMPOSSIBLE"
        assert "end" not in (await running.voice.conversation()).kinds()


REQUESTS = {
    "ListenToCall": live.ListenToCallRequest(),
    "WhisperToAgent": live.WhisperToAgentRequest(text="x", kind=live.WHISPER_KIND_SAY),
    "TakeOverCall": live.TakeOverCallRequest(),
    "HandBackCall": live.HandBackCallRequest(),
    "TransferCall": live.TransferCallRequest(to="+919800000077"),
}


@pytest.mark.parametrize("method", REQUESTS)
async def test_only_live_calls_of_the_own_organization_are_reached(running: World, method: str):
    request = type(REQUESTS[method])()
    request.CopyFrom(REQUESTS[method])
    person = Person(running, running.mesh, running.port)
    stranger = running.mesh.forward(running.signer.member("org_2", "operator"))
    viewer = running.mesh.forward(running.signer.member("org_1", "viewer"))
    call = getattr(running.live, method)
    async with live_call(running, person) as (call_id, conversation):
        with pytest.raises(InvalidArgument):
            await call(request, metadata=person.metadata)
        request.call_id = call_id
        with pytest.raises(NotFound) as refusal:
            await call(request, metadata=stranger)
        assert refusal.value.reason == "CALL_NOT_LIVE"
        with pytest.raises(PermissionDenied):
            await call(request, metadata=viewer)
        assert conversation.kinds() == []


async def test_a_conversation_that_is_opened_anew_knows_who_listens_and_talks(running: World):
    person = Person(running, running.mesh, running.port)
    async with live_call(running, person) as (call_id, conversation), person.listening(call_id) as socket:
        await receive(socket)
        await person.take_over(call_id)
        await conversation.until("operator")
        held = running.gateway.live.held.find("org_1", call_id)
        held.saw(voice.ConverseResponse(started=voice.Started(node="voice-2")))
        assert (await conversation.until("monitor", 2)).monitor.on
        assert (await conversation.until("operator", 2)).operator.user_id == "user_1"


def test_an_operators_audio_comes_in_pieces_of_a_tenth_of_a_second():
    assert [len(piece) for piece in pieces(bytes(8000), PCM)] == [3200, 3200, 1600]
    assert [len(piece) for piece in pieces(bytes(4000), MULAW)] == [800, 800, 400]


@pytest.mark.parametrize("sample", [0, 1, -1, 100, -100, 12345, -12345, 32767, -32768])
def test_what_is_said_sounds_the_same_at_the_other_end(sample: int):
    (code,) = pieces(array("h", [sample]).tobytes(), MULAW)
    heard = array("h", interleaved(code, code))
    assert heard[0] == heard[1] == pytest.approx(sample, rel=0.04, abs=8)
