import asyncio
from itertools import pairwise

from vobiz_sim import HangUp, Listen, Press, Route, Script, Wait, WaitHangup

TO, FROM = "+918045550002", "919800000001"


async def greet(socket):
    await socket.play(400)
    await socket.send("checkpoint", name="greeting")


async def test_caller_hears_the_greeting_and_hangs_up(product, simulator):
    product.bot = greet
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([Listen(300, 5000), HangUp()]))
        report = await call.finished(15)
    assert report.ok, report.errors
    assert report.hangup["code"] == 4000
    assert report.hangup["source"] == "Caller"
    assert [round(said.end_ms - said.start_ms) for said in report.agent] == [400]
    assert "playedStream" in product.sockets[0].events()
    assert product.events() == ["StartApp", "Hangup"]


async def test_start_app_has_exactly_the_fields_of_a_real_one(product, simulator):
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(40)]))
        await call.finished(15)
    started = product.hit("StartApp")
    names = [pair.split("=")[0] for pair in started.raw.split("&")]
    assert " ".join(names) == (
        "BillRate CallStatus CallUUID CallerName CountryCode Direction Event From ParentAuthID RouteType "
        "STIRAttestation STIRVerification SessionStart To"
    )
    assert started.fields["CallStatus"] == "ringing"
    assert started.fields["From"] == "919800000001"
    assert started.fields["To"] == "08045550002"
    assert started.fields["CallerName"] == "+919800000001"
    assert "STIRAttestation=Not+Applicable" in started.raw


async def test_hangup_has_exactly_the_fields_of_a_real_one(product, simulator):
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(40)]))
        await call.finished(15)
    ended = product.hit("Hangup")
    assert " ".join(pair.split("=")[0] for pair in ended.raw.split("&")) == (
        "AnswerTime BillDuration BillRate CallStatus CallUUID CallerName Direction Duration EndTime Event From "
        "HangupCause HangupCauseCode HangupCauseName HangupSource ParentAuthID STIRAttestation "
        "STIRVerification SessionStart StartTime To TotalCost"
    )
    assert ended.fields["BillDuration"] == "60"
    assert ended.fields["HangupCause"] == "NORMAL_CLEARING"
    assert ended.path == "/hangup"


async def test_start_frame_introduces_the_call_and_media_follows_in_order(product, simulator):
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(300)]))
        await call.finished(15)
    socket = product.sockets[0]
    start = socket.log[0]
    assert start["sequenceNumber"] == 0
    assert start["extra_headers"] == "{}"
    assert start["start"]["callId"] == call.uuid
    assert start["start"]["mediaFormat"] == {"encoding": "audio/x-mulaw", "sampleRate": 8000}
    assert [frame["sequenceNumber"] for frame in socket.media] == list(range(1, len(socket.media) + 1))
    assert [frame["media"]["chunk"] for frame in socket.media] == list(range(1, len(socket.media) + 1))
    stamps = [int(frame["media"]["timestamp"]) for frame in socket.media]
    assert {after - before for before, after in pairwise(stamps)} == {20}
    assert len(socket.media) >= 10


async def test_digits_arrive_as_dtmf_frames(product, simulator):
    async with simulator() as sim:
        script = Script([Wait(200), Press("12#", gap_ms=40), Wait(100)])
        call = await sim.place_inbound(to=TO, from_=FROM, script=script)
        report = await call.finished(15)
    pressed = [frame["dtmf"]["digit"] for frame in product.sockets[0].log if frame["event"] == "dtmf"]
    assert pressed == ["1", "2", "#"]
    assert report.digits_lost == 0


async def test_stop_ends_the_stream_and_then_the_document(product, simulator):
    async def leave(socket):
        await socket.play(100)
        await socket.send("stop")

    product.bot = leave
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([WaitHangup(5000)]))
        report = await call.finished(15)
    assert report.ok, report.errors
    assert (report.hangup["code"], report.hangup["source"]) == (4010, "Vobiz")
    assert report.streams[0]["ended_by"] == "stop"


async def test_agent_that_stays_on_fails_the_caller_that_waits_for_a_hangup(product, simulator):
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([WaitHangup(200)]))
        report = await call.finished(15)
    assert report.errors == ["step 1 (wait_hangup) timed out"]


async def test_call_without_steps_lasts_until_the_other_side_ends_it(product, simulator):
    async with simulator() as sim:
        call = await sim.place_inbound(to=TO, from_=FROM)
        await call.connected(5)
        await asyncio.sleep(0.1)
        assert call.report is None
        call.hang_up()
        report = await call.finished(15)
    assert report.hangup["code"] == 4000


async def test_hangup_goes_to_the_answer_url_when_there_is_no_other(product, simulator):
    async with simulator() as sim:
        route = Route(product.url("/answer"))
        call = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(40)]), route=route)
        await call.finished(15)
    assert product.events("/answer") == ["StartApp", "Hangup"]
