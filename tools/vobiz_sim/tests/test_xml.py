"""Verbs other than Stream, driven over real webhooks."""

import aiohttp
import pytest

from vobiz_sim import Press, Script, Wait, WaitHangup

TO, FROM = "+918045550002", "919800000001"
STAY = Script([WaitHangup(8000)])


async def call(sim, script=STAY):
    placed = await sim.place_inbound(to=TO, from_=FROM, script=script)
    return await placed.finished(15)


def respond(product, body, path="/answer"):
    product.documents[path] = f"<Response>{body}</Response>"


async def test_end_of_document_hangs_up_with_4010(product, simulator):
    respond(product, "<Speak>Hi</Speak>")
    async with simulator() as sim:
        report = await call(sim)
    assert (report.hangup["code"], report.hangup["source"]) == (4010, "Vobiz")
    assert report.spoken == ["Hi"]


@pytest.mark.parametrize(
    ("verbs", "code", "cause"),
    [
        ("<Hangup/>", 3020, "CALL_REJECTED"),
        ('<Hangup reason="busy"/>', 3010, "USER_BUSY"),
        ('<Hangup reason="rejected"/>', 3020, "CALL_REJECTED"),
        ("<Speak>Hi</Speak><Hangup/>", 4000, "NORMAL_CLEARING"),
    ],
)
async def test_hangup_first_refuses_and_later_ends_normally(product, simulator, verbs, code, cause):
    respond(product, verbs)
    async with simulator() as sim:
        report = await call(sim)
    assert (report.hangup["code"], report.hangup["cause"]) == (code, cause)
    assert report.hangup["source"] == "Answer XML"


async def test_scheduled_hangup_cuts_what_follows(product, simulator):
    respond(product, '<Hangup schedule="1"/><Wait length="30"/>')
    async with simulator() as sim:
        report = await call(sim)
    assert report.hangup["code"] == 6000


async def test_redirect_continues_with_another_document(product, simulator):
    respond(product, f"<Redirect>{product.url('/next')}</Redirect><Hangup/>")
    respond(product, "<Speak>Hi</Speak>", "/next")
    async with simulator() as sim:
        report = await call(sim)
    assert product.events("/next") == ["Redirect"]
    assert report.hangup["code"] == 4010


async def test_redirect_into_nothing_ends_with_7014(product, simulator):
    respond(product, f"<Redirect>{product.url('/next')}</Redirect>")
    product.statuses["/next"] = 404
    async with simulator() as sim:
        report = await call(sim)
    assert report.hangup["code"] == 7014


async def test_gather_posts_the_digits_without_the_finishing_key(product, simulator):
    respond(product, f'<Gather action="{product.url("/digits")}"><Speak>Pin</Speak></Gather>')
    respond(product, "<Speak>Ok</Speak><Hangup/>", "/digits")
    async with simulator() as sim:
        await call(sim, Script([Wait(100), Press("1234#", gap_ms=40), WaitHangup(5000)]))
    posted = next(hit for hit in product.hits if hit.path == "/digits").fields
    assert (posted["Digits"], posted["InputType"]) == ("1234", "dtmf")


async def test_gather_without_input_goes_on(product, simulator):
    respond(product, f'<Gather action="{product.url("/digits")}" executionTimeout="1"/><Hangup/>')
    async with simulator() as sim:
        report = await call(sim)
    assert report.hangup["code"] == 4000
    assert "/digits" not in {hit.path for hit in product.hits}


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer"])
async def test_dial_reports_its_scripted_result(product, simulator, status):
    callback, action = product.url("/dial"), product.url("/dialled")
    respond(
        product,
        f'<Dial action="{action}" callbackUrl="{callback}" callerId="+918045550002">'
        "<Number>+919800000009</Number></Dial>",
    )
    respond(product, "<Hangup/>", "/dialled")
    async with simulator(dial_status=status, dial_talk_ms=40, dial_ring_ms=20) as sim:
        report = await call(sim)
    assert report.dialled == ["+919800000009"]
    result = next(hit for hit in product.hits if hit.path == "/dialled").fields
    assert result["DialStatus"] == status
    assert product.hit("DialHangup").fields["DialBLegTo"] == "+919800000009"
    assert ("DialAnswer" in product.events("/dial")) == (status == "completed")


async def test_session_recording_is_announced_and_can_be_downloaded_with_credentials(product, simulator):
    async def greet(socket):
        await socket.play(300)

    product.bot = greet
    record = f'<Record recordSession="true" maxLength="600" callbackUrl="{product.url("/rec")}"/>'
    product.documents["/answer"] = product.stream(before=record)
    async with simulator() as sim:
        await call(sim, Script([Wait(600)]))
        await sim.exchange.close()
        stopped = product.hit("RecordStop").fields
        headers = {"X-Auth-ID": sim.config.auth_id, "X-Auth-Token": sim.config.auth_token}
        async with aiohttp.ClientSession() as session:
            async with session.get(stopped["RecordUrl"]) as refused:
                assert refused.status == 401
            async with session.get(stopped["RecordUrl"], headers=headers) as answered:
                audio = await answered.read()
    assert stopped["RecordUrl"].endswith(".mp3")
    assert audio[:4] == b"RIFF"
    assert int(stopped["RecordingDurationMs"]) >= 300
    assert stopped["RecordingEndReason"] == "HungUp"


async def test_voicemail_ends_on_a_key(product, simulator):
    respond(product, f'<Record action="{product.url("/rec")}" redirect="true" finishOnKey="#"/>')
    respond(product, "<Hangup/>", "/rec")
    async with simulator() as sim:
        await call(sim, Script([Wait(100), Press("#"), WaitHangup(3000)]))
    assert product.hit("RecordStop").fields["RecordingEndReason"] == "FinishedOnKey"


async def test_stream_without_keep_alive_falls_through(product, simulator):
    product.documents["/answer"] = product.stream(after='<Wait length="1"/>').replace(
        'keepCallAlive="true"', ""
    )
    async with simulator() as sim:
        report = await call(sim)
    assert len(report.streams) == 1
    assert report.hangup["code"] == 4010


async def test_bidirectional_stream_of_both_tracks_is_refused(product, simulator):
    product.documents["/answer"] = product.stream('audioTrack="both"')
    async with simulator() as sim:
        report = await call(sim)
    assert report.streams == []
    assert report.hangup["code"] == 4010


async def test_transfer_leaves_the_stream_for_another_document(product, simulator):
    respond(product, "<Speak>Bye</Speak><Hangup/>", "/transfer")
    async with simulator() as sim:
        placed = await sim.place_inbound(to=TO, from_=FROM, script=STAY)
        await placed.connected(5)
        url = f"{sim.base_url}/Account/{sim.config.auth_id}/Call/{placed.uuid}/"
        headers = {"X-Auth-ID": sim.config.auth_id, "X-Auth-Token": sim.config.auth_token}
        body = {"legs": "aleg", "aleg_url": product.url("/transfer")}
        async with aiohttp.ClientSession(headers=headers) as session:
            async with session.post(url, json={"legs": "aleg"}) as refused:
                assert refused.status == 400
            async with session.post(url, json=body) as accepted:
                assert accepted.status == 202
        report = await placed.finished(15)
    assert product.events("/transfer") == ["Transfer"]
    assert report.streams[0]["ended_by"] == "call over"
    assert report.hangup["code"] == 4000
