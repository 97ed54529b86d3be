"""What the carrier's socket may and may not do, and what becomes of a call whose media breaks."""

import asyncio
import base64
from contextlib import suppress

import pytest
import websockets
from structlog.testing import capture_logs

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_kit.errors import Internal, Unavailable

from .conftest import World, hangup, until
from .fakes.carrier import media_stream


async def refused(world: World, *messages, call_uuid: str = "uuid-1", start: bool = True) -> tuple[int, str]:
    """Connect, send messages, and return how the connection was closed; the log says the same."""
    with capture_logs() as logs:
        async with media_stream(await world.ring_in(), call_uuid) as stream:
            if start:
                await stream.start()
            for message in messages:
                if isinstance(message, bytes | str):
                    await stream.socket.send(message)
                else:
                    await stream.send(message)
            code, reason = await stream.closed()
    (logged,) = [each for each in logs if each["event"] == "media_refused"]
    assert (logged["front"], logged["code"], logged["reason"]) == ("vobiz", code, reason)
    return code, reason


MEDIA = {"event": "media", "media": {"track": "inbound", "payload": base64.b64encode(b"\xff" * 160).decode()}}


@pytest.mark.parametrize(
    ("message", "close"),
    [
        ("{not json", (4400, "NOT_JSON")),
        ("[1, 2]", (4400, "NOT_AN_OBJECT")),
        ('{"no": "event"}', (4400, "NO_EVENT")),
        ("[" * 50_000, (4400, "NOT_JSON")),
        (b"\x00\x01", (4400, "NOT_TEXT")),
        ({"event": "media"}, (4400, "BAD_MEDIA")),
        ({"event": "media", "media": {"payload": "!!!!"}}, (4400, "BAD_BASE64")),
        ({"event": "media", "media": {"payload": "YWJj\u00e9"}}, (4400, "BAD_BASE64")),
        ({"event": "playedStream"}, (4400, "BAD_NAME")),
        ({"event": "start"}, (4400, "BAD_START")),
    ],
)
async def test_nonsense_closes_only_its_own_call(running: World, message, close):
    async with running.call("uuid-other") as other:
        conversation = await running.voice.conversation()
        assert await refused(running, message) == close
        await other.media(b"\x05" * 160)
        await conversation.until_audio(160)


async def test_message_that_is_too_big_is_closed_with_1009(running: World):
    async with media_stream(await running.ring_in(), "uuid-1") as stream:
        await stream.start()
        await stream.send({"event": "media", "media": {"payload": "A" * 70_000}})
        assert (await stream.closed())[0] == 1009


async def test_media_before_start_is_refused(running: World):
    assert await refused(running, MEDIA, start=False) == (4400, "MEDIA_BEFORE_START")
    assert running.voice.conversations == []


async def test_second_start_is_refused(running: World):
    start = {
        "callId": "uuid-1",
        "streamId": "s",
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    }
    assert await refused(running, {"event": "start", "start": start}) == (4400, "SECOND_START")


async def test_other_audio_formats_are_refused(running: World):
    async with media_stream(await running.ring_in(), "uuid-1") as stream:
        await stream.start("audio/x-l16", 16000)
        assert await stream.closed() == (1003, "UNSUPPORTED_FORMAT")


async def test_flood_is_closed(running: World):
    async with media_stream(await running.ring_in(), "uuid-1") as stream:
        await stream.start()
        with suppress(websockets.ConnectionClosed):
            for _ in range(2000):
                await stream.media(b"\xff" * 160)
        assert await stream.closed() == (4429, "TOO_MANY_MESSAGES")


async def test_silent_connection_is_given_up(world: World):
    running = await world.start(media_idle_s=0.2)
    assert await refused(running) == (4408, "IDLE")


async def test_unknown_ticket_is_refused(running: World):
    for ticket in ("nonsense", "x" * 300):
        async with media_stream(running.websocket(f"/vobiz/media/{ticket}"), "uuid-1") as stream:
            assert await stream.closed() == (4401, "TICKET_UNKNOWN")


async def test_expired_ticket_is_refused(world: World):
    running = await world.start(ticket_ttl_s=0.05)
    url = await running.ring_in()
    await asyncio.sleep(0.1)
    async with media_stream(url, "uuid-1") as stream:
        assert await stream.closed() == (4401, "TICKET_UNKNOWN")


async def test_ticket_of_another_call_is_refused_and_stays_good(running: World):
    url = await running.ring_in()
    async with media_stream(url, "uuid-2") as stream:
        await stream.start()
        assert await stream.closed() == (4401, "TICKET_OF_ANOTHER_CALL")
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        await running.voice.conversation()


async def test_ticket_of_a_call_opens_no_browser_socket(running: World):
    ticket = (await running.ring_in()).rpartition("/")[2]
    async with websockets.connect(running.websocket(f"/v1/browser/{ticket}")) as socket:
        assert "TICKET_UNKNOWN" in await socket.recv()
        await socket.wait_closed()
        assert socket.close_code == 4401


async def test_second_connection_is_refused_while_the_first_is_there(running: World):
    url = await running.ring_in()
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        await running.voice.conversation()
        async with media_stream(url, "uuid-1", "stream-2") as second:
            await second.start()
            assert await second.closed() == (4409, "ALREADY_CONNECTED")


async def test_used_ticket_is_worthless_after_the_call(running: World):
    url = await running.ring_in()
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        conversation = await running.voice.conversation()
        await running.webhook("/vobiz/hangup", hangup("uuid-1"))
        await conversation.until("end")
        await stream.closed()
    async with media_stream(url, "uuid-1") as stream:
        assert await stream.closed() == (4401, "TICKET_UNKNOWN")


async def test_reconnect_resumes_the_same_conversation(running: World):
    url = await running.ring_in()
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        conversation = await running.voice.conversation()
        conversation.speak(1, first=True)
        await stream.expect("playAudio")
        await stream.expect("checkpoint")
        await stream.send({"event": "playedStream", "name": "1"})
        await conversation.until("played")
    assert (await conversation.until("media_lost")).media_lost.last_played_sequence == 1
    conversation.speak(2)  # nobody hears it
    conversation.say(clear=voice.Clear(id=1))
    assert (await conversation.until("cleared")).cleared.last_played_sequence == 1
    async with media_stream(url, "uuid-1", "stream-2") as stream:
        await stream.start()
        await conversation.until("media_resumed")
        conversation.speak(3, first=True)
        await stream.expect("playAudio")
        assert (await stream.expect("checkpoint"))["name"] == "3"
        await stream.media(b"\x09" * 160)
        await conversation.until_audio(160)
    assert len(running.voice.conversations) == 1


async def test_call_ends_when_the_media_does_not_come_back(world: World):
    running = await world.start(media_grace_s=0.1)
    async with running.call():
        conversation = await running.voice.conversation()
    assert (await conversation.until("end")).end.reason == calls.END_REASON_MEDIA_LOST
    await until(lambda: running.media.ends)
    assert running.carrier.hung_up == ["uuid-1"]
    (end,) = running.media.ends
    assert (end.reason, end.authoritative) == (calls.END_REASON_MEDIA_LOST, False)


async def test_call_the_carrier_has_forgotten_is_closed_for_good(world: World):
    world.carrier.gone = True
    running = await world.start(media_grace_s=0.1)
    async with running.call():
        await running.voice.conversation()
    await until(lambda: running.media.ends)
    assert running.media.ends[0].authoritative
    assert running.media.only.state == calls.CALL_STATE_COMPLETED


async def test_hangup_during_the_grace_ends_the_call_at_once(running: World):
    async with running.call():
        conversation = await running.voice.conversation()
    await conversation.until("media_lost")
    await running.webhook("/vobiz/hangup", hangup("uuid-1"))
    assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP


async def test_nothing_is_played_between_clear_and_cleared(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        conversation.speak(1, first=True)
        conversation.speak(2)
        conversation.say(clear=voice.Clear(id=1))
        conversation.speak(3, b"\x33" * 160, first=True)
        conversation.speak(4)
        events = [(await stream.receive())["event"] for _ in range(5)]
        assert events == ["playAudio", "checkpoint", "playAudio", "checkpoint", "clearAudio"]
        await stream.send({"event": "playedStream", "name": "1"})
        await conversation.until("played")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await stream.socket.recv()
        await stream.send({"event": "clearedAudio", "streamId": "stream-1", "sequenceNumber": 0})
        cleared = (await conversation.until("cleared")).cleared
        assert (cleared.clear_id, cleared.last_played_sequence) == (1, 1)
        played = await stream.expect("playAudio")
        assert base64.b64decode(played["media"]["payload"]) == b"\x33" * 160
        assert (await stream.expect("checkpoint"))["name"] == "3"
        await stream.expect("playAudio")
        assert (await stream.expect("checkpoint"))["name"] == "4"


async def test_second_clear_drops_what_was_held(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        conversation.say(clear=voice.Clear(id=1))
        conversation.speak(1, first=True)
        conversation.say(clear=voice.Clear(id=2))
        conversation.speak(2, first=True)
        await stream.expect("clearAudio")
        await asyncio.sleep(0.1)
        await stream.send({"event": "clearedAudio", "streamId": "stream-1"})
        assert (await conversation.until("cleared", 2)).cleared.clear_id == 2
        await stream.expect("playAudio")
        assert (await stream.expect("checkpoint"))["name"] == "2"


async def test_clear_without_an_answer_is_done_after_a_while(world: World):
    running = await world.start(clear_timeout_s=0.1)
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        conversation.say(clear=voice.Clear(id=1))
        conversation.speak(1, first=True)
        await stream.expect("clearAudio")
        await conversation.until("cleared")
        await stream.expect("playAudio")
        await stream.expect("checkpoint")
        await stream.send({"event": "clearedAudio", "streamId": "stream-1"})  # too late: nobody asks any more
        await stream.send({"event": "playedStream", "name": "1"})
        await conversation.until("played")
        assert conversation.kinds().count("cleared") == 1


async def test_checkpoints_nobody_set_are_ignored(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        for name in ("hello", "-1", "0", "\u0661"):
            await stream.send({"event": "playedStream", "name": name})
        await stream.send({"event": "dtmf", "dtmf": {"digit": "1"}})
        await conversation.until("digit")
        assert "played" not in conversation.kinds()


async def test_conversation_that_did_not_start_is_opened_once_more(world: World):
    world.voice.refusals = [Unavailable("no node")]
    running = await world.start()
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        await stream.media(b"\x01" * 160)
        await conversation.until_audio(160)


async def test_conversation_that_cannot_start_ends_the_call(world: World, monkeypatch):
    monkeypatch.setattr("voicera_gateway.calls.session.OPENING_PAUSES_S", (0.0, 0.01))
    world.voice.refusals = [Unavailable("no node"), Unavailable("no node")]
    running = await world.start()
    async with running.call() as stream:
        assert await stream.closed() == (1000, "END_REASON_PLATFORM_ERROR")
    await until(lambda: running.media.ends)
    assert running.carrier.hung_up == ["uuid-1"]
    assert running.media.ends[0].reason == calls.END_REASON_PLATFORM_ERROR


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Unavailable("gone"), calls.END_REASON_VOICE_NODE_LOST),
        (Internal(), calls.END_REASON_VOICE_NODE_LOST),
        (Internal(metadata={"trace_id": "t1"}), calls.END_REASON_PLATFORM_ERROR),
        (None, calls.END_REASON_PLATFORM_ERROR),
    ],
)
async def test_conversation_that_breaks_ends_the_call(running: World, error, reason):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        await stream.media(b"\x01" * 160)
        await conversation.until_audio(160)
        conversation.fail(error)
        await stream.closed()
    await until(lambda: running.media.ends)
    assert running.media.ends[0].reason == reason
    assert running.carrier.hung_up == ["uuid-1"]
    assert len(running.voice.conversations) == 1
    await until(lambda: not len(running.gateway.sessions))


async def test_stopping_admits_no_new_calls_and_ends_the_running_ones(running: World):
    url = await running.ring_in("uuid-2")
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        draining = asyncio.create_task(running.gateway.sessions.drain(0.3))
        await asyncio.sleep(0.05)
        assert (await running.client.get("/healthz")).status_code == 503
        assert b"Speak" in (await running.answer("uuid-3")).content
        async with media_stream(url, "uuid-2") as late:
            await late.start()
            assert await late.closed() == (1012, "STOPPING")
        assert (await conversation.until("end")).end.reason == calls.END_REASON_PLATFORM_ERROR
        await stream.closed()
        await draining
