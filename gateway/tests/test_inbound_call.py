"""A call that comes in, from its webhook to its end."""

import asyncio
import base64

from voicera.common.v1 import audio_pb2
from voicera.media.v1 import call_pb2 as calls
from voicera.telephony.v1 import telephony_service_pb2 as telephony
from voicera.voice.v1 import conversation_service_pb2 as voice

from .conftest import World, hangup, start_app, stream_url, tree, until
from .fakes.agents import AGENT, NUMBER
from .fakes.carrier import media_stream


async def test_answer_connects_the_call_to_the_agent(running: World):
    response = await running.answer()
    stream = tree(response.content).find("Stream")
    assert response.headers["content-type"] == "application/xml"
    assert stream.text.startswith("wss://agent.example.com/vobiz/media/")
    assert stream.attrib["bidirectional"] == stream.attrib["keepCallAlive"] == "true"
    assert stream.attrib["contentType"] == "audio/x-mulaw;rate=8000"
    assert stream.attrib["audioTrack"] == "inbound"
    call = running.media.only
    assert (call.agent_id, call.agent_revision, call.to) == (AGENT, 3, NUMBER)
    assert getattr(call, "from") == "+919800000001"
    assert call.direction == calls.DIRECTION_INBOUND


async def test_the_carrier_reconnects_as_often_as_set(world: World):
    running = await world.start(vobiz_max_retries=2)
    stream = tree((await running.answer()).content).find("Stream")
    assert stream.attrib["maxRetries"] == "2"


async def test_answer_may_come_by_get(running: World):
    response = await running.client.get("/vobiz/answer", params=start_app("uuid-1"))
    assert stream_url(response)


async def test_repeated_answers_are_the_same(running: World):
    first, second = await asyncio.gather(running.answer(), running.answer())
    assert first.content == second.content
    assert len(running.media.records) == 1


async def test_a_call_resolved_twice_keeps_the_revision_of_its_record(running: World):
    first = await running.answer()
    running.agents.revision = 4
    second = await running.answer()
    assert stream_url(first)
    async with media_stream(running.local(stream_url(second)), "uuid-1") as stream:
        await stream.start()
        start = (await running.voice.conversation()).start
    assert (start.agent_revision, start.spec.greeting) == (3, "Revision 3.")
    assert running.media.only.agent_revision == 3


async def test_caller_and_agent_hear_each_other(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        start = conversation.start
        assert start.call_id == running.media.only.id
        assert start.caller_audio.encoding == audio_pb2.AUDIO_ENCODING_MULAW
        assert start.spec.language == "en-IN"
        for value in range(10):
            await stream.media(bytes([value]) * 160)
        await conversation.until_audio(1600)
        assert conversation.audio == b"".join(bytes([value]) * 160 for value in range(10))

        conversation.speak(1, b"\x22" * 320, first=True)
        played = await stream.expect("playAudio")
        assert played["media"]["contentType"] == "audio/x-mulaw"
        assert played["media"]["sampleRate"] == 8000
        assert base64.b64decode(played["media"]["payload"]) == b"\x22" * 320
        assert (await stream.expect("checkpoint"))["name"] == "1"
        assert (await conversation.until("forwarded")).forwarded.sequence == 1
        await stream.send({"event": "playedStream", "name": "1"})
        assert (await conversation.until("played")).played.sequence == 1


async def test_answering_the_media_moves_the_record_on(running: World):
    async with running.call():
        await running.voice.conversation()
        await until(lambda: running.media.only.state == calls.CALL_STATE_IN_PROGRESS)


async def test_keys_reach_the_conversation(running: World):
    async with running.call() as stream:
        await stream.send({"event": "dtmf", "dtmf": {"digit": "5"}, "streamId": "stream-1"})
        await stream.send({"event": "dtmf", "dtmf": {"digit": "A"}})
        await stream.send({"event": "dtmf", "dtmf": {"digit": "#"}})
        conversation = await running.voice.conversation()
        assert (await conversation.until("digit", 2)).digit.digit == "#"
        assert conversation.kinds().count("digit") == 2


async def test_unknown_events_are_ignored(running: World):
    async with media_stream(await running.ring_in(), "uuid-1") as stream:
        await stream.send({"event": "connected"})
        await stream.start()
        await stream.send({"event": "degraded", "level": 3})
        await stream.media(b"\xff" * 160)
        await (await running.voice.conversation()).until_audio(160)


async def test_agent_hangs_up_through_rest(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        conversation.say(hang_up=voice.HangUp(reason=calls.END_REASON_AGENT_HUNG_UP))
        await until(lambda: running.carrier.hung_up)
        assert running.carrier.hung_up == ["uuid-1"]
        await stream.socket.close()
        end = await conversation.until("end")
        assert end.end.reason == calls.END_REASON_AGENT_HUNG_UP
        assert "media_lost" not in conversation.kinds()


async def test_agent_hangs_up_by_stop_when_rest_fails(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        running.carrier.statuses = [500] * 3
        conversation.say(hang_up=voice.HangUp(reason=calls.END_REASON_AGENT_HUNG_UP))
        await stream.expect("stop")


async def test_transfer_gives_the_carrier_a_dial_document(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        conversation.say(transfer=voice.Transfer(to="+919800000077"))
        await until(lambda: running.carrier.transfers)
        order = running.carrier.transfers[0]
        assert order["legs"] == "aleg"
        path = order["aleg_url"].removeprefix("https://agent.example.com")
        for _ in range(2):
            document = tree((await running.client.post(path, data={"CallUUID": "uuid-1"})).content)
            dial = document.find("Dial")
            assert dial.find("Number").text == "919800000077"
            assert dial.attrib["callerId"] == NUMBER.removeprefix("+")
        await stream.socket.close()
        assert (await conversation.until("end")).end.reason == calls.END_REASON_TRANSFERRED


async def test_transfer_the_carrier_refuses_is_none(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        running.carrier.statuses = [500]
        conversation.say(transfer=voice.Transfer(to="+919800000077"))
        await until(lambda: running.carrier.hung_up)
        await stream.socket.close()
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CARRIER_ERROR
    await until(lambda: running.media.ends)
    assert running.media.ends[0].reason == calls.END_REASON_CARRIER_ERROR


async def test_caller_who_was_gone_was_not_transferred(running: World):
    async with running.call():
        conversation = await running.voice.conversation()
        running.carrier.statuses = [404]
        conversation.say(transfer=voice.Transfer(to="+919800000077"))
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP


async def test_connection_that_closes_before_the_carrier_refuses_makes_no_transfer(running: World):
    async with running.call() as stream:
        conversation = await running.voice.conversation()
        running.carrier.statuses, running.carrier.delay_s = [500], 0.2
        conversation.say(transfer=voice.Transfer(to="+919800000077"))
        await until(lambda: running.carrier.requests)
        await stream.socket.close()
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CARRIER_ERROR
        assert "media_lost" not in conversation.kinds()


async def test_hangup_webhook_ends_call_and_record(running: World):
    async with running.call():
        conversation = await running.voice.conversation()
        response = await running.webhook("/vobiz/hangup", hangup("uuid-1"))
        assert response.status_code == 200
        assert (await conversation.until("end")).end.reason == calls.END_REASON_CALLER_HUNG_UP
    call = running.media.only
    assert (call.state, call.end_reason) == (calls.CALL_STATE_COMPLETED, calls.END_REASON_CALLER_HUNG_UP)
    assert [end.authoritative for end in running.media.ends] == [True]
    assert running.carrier.hung_up == []


async def test_hangup_at_the_answer_url_is_a_hangup(running: World):
    await running.answer()
    response = await running.webhook("/vobiz/answer", hangup("uuid-1"))
    assert response.status_code == 200
    assert b"Stream" not in response.content
    assert running.media.only.state == calls.CALL_STATE_COMPLETED


async def test_hangup_is_harmless_when_repeated_or_unknown(running: World):
    await running.answer()
    for _ in range(2):
        assert (await running.webhook("/vobiz/hangup", hangup("uuid-1"))).status_code == 200
    assert (await running.webhook("/vobiz/hangup", hangup("uuid-9"))).status_code == 200
    assert running.media.only.state == calls.CALL_STATE_COMPLETED


async def test_answer_after_the_hangup_starts_nothing(running: World):
    await running.webhook("/vobiz/hangup", hangup("uuid-1"))
    response = await running.answer()
    assert tree(response.content).find("Hangup") is not None
    assert running.media.records == {}


async def test_media_that_comes_after_the_hangup_starts_nothing(running: World):
    url = await running.ring_in()
    await running.webhook("/vobiz/hangup", hangup("uuid-1"))
    async with media_stream(url, "uuid-1") as stream:
        assert await stream.closed() == (4401, "TICKET_UNKNOWN")
    assert running.voice.conversations == []


async def test_operator_ends_a_call_before_its_media_comes(running: World):
    url = await running.ring_in()
    request = telephony.HangUpCallRequest(call_id=running.media.only.id)
    await running.telephony.HangUpCall(request, metadata=running.member())
    assert running.carrier.hung_up == ["uuid-1"]
    async with media_stream(url, "uuid-1") as stream:
        assert await stream.closed() == (4401, "TICKET_UNKNOWN")
    assert running.voice.conversations == []


async def test_call_whose_record_is_final_starts_no_agent(running: World):
    url = await running.ring_in()
    running.media.only.state = calls.CALL_STATE_CANCELED
    running.media.only.end_reason = calls.END_REASON_CALLER_HUNG_UP
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        assert await stream.closed() == (1000, "END_REASON_CALLER_HUNG_UP")
    assert running.voice.conversations == []
    assert running.media.ends == []


async def test_second_ticket_of_a_call_is_worthless_after_it(running: World):
    async with running.call():
        conversation = await running.voice.conversation()
        other = await running.ring_in()
        await running.webhook("/vobiz/hangup", hangup("uuid-1"))
        await conversation.until("end")
    await until(lambda: len(running.gateway.sessions) == 0)
    async with media_stream(other, "uuid-1") as stream:
        assert await stream.closed() == (4401, "TICKET_UNKNOWN")


async def test_archive_that_is_down_does_not_keep_the_agent_from_talking(running: World):
    url = await running.ring_in()
    running.media.is_down = True
    async with media_stream(url, "uuid-1") as stream:
        await stream.start()
        await running.voice.conversation()


async def test_two_calls_do_not_mix(running: World):
    async with running.call("uuid-1") as one, running.call("uuid-2") as two:
        await one.media(b"\x01" * 160)
        await two.media(b"\x02" * 160)
        first, second = await running.voice.conversation(0), await running.voice.conversation(1)
        await first.until_audio(160)
        await second.until_audio(160)
        assert {first.audio[0], second.audio[0]} == {1, 2}
