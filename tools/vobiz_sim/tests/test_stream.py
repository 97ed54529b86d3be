"""The media socket: commands, acknowledgements, faults and formats."""

import asyncio
import base64

import numpy as np
import pytest

from vobiz_sim import DropSocket, PlayWav, Press, Script, Wait, WaitHangup
from vobiz_sim.audio import g711, wav

TO, FROM = "+918045550002", "919800000001"


async def call(sim, *steps):
    placed = await sim.place_inbound(to=TO, from_=FROM, script=Script(steps or (Wait(600),)))
    return await placed.finished(15)


async def test_checkpoint_comes_back_once_its_audio_has_been_played(product, simulator):
    async def mark(socket):
        await socket.play(200)
        await socket.send("checkpoint", name="first")
        await socket.play(200)
        await socket.send("checkpoint", name="second")

    product.bot = mark
    async with simulator() as sim:
        report = await call(sim, Wait(800))
    played = [frame for frame in product.sockets[0].log if frame["event"] == "playedStream"]
    assert played == [{"event": "playedStream", "name": "first"}, {"event": "playedStream", "name": "second"}]
    assert round(report.agent[0].end_ms - report.agent[0].start_ms) == 400


async def test_a_stall_between_two_pieces_is_reported(product, simulator):
    async def stall(socket):
        await socket.play(200)
        await socket.send("checkpoint", name="1")
        await asyncio.sleep(1)
        await socket.play(200)

    product.bot = stall
    async with simulator() as sim:
        report = await call(sim, Wait(1500))
    (gap_ms,) = report.gaps_ms
    assert gap_ms > 500
    assert report.underruns["count"] == 0


async def test_clear_silences_the_ear_voids_markers_and_is_acknowledged(product, simulator):
    async def clear(socket):
        await socket.play(5000)
        await socket.send("checkpoint", name="never")
        await asyncio.sleep(0.2)
        await socket.send("clearAudio")
        await socket.until("clearedAudio")

    product.bot = clear
    async with simulator(cleared_after_ms=60) as sim:
        report = await call(sim, Wait(800))
    cleared = next(frame for frame in product.sockets[0].log if frame["event"] == "clearedAudio")
    assert cleared["streamId"] == product.sockets[0].stream_id
    assert "playedStream" not in product.sockets[0].events()
    assert report.agent[0].end_ms - report.agent[0].start_ms < 700
    assert len(report.clear_to_cleared_ms) == 1
    assert report.clear_to_cleared_ms[0] >= 55
    assert report.audio_during_clear == 0


@pytest.mark.parametrize(("flush", "heard_ms"), [("drop", 0), ("race", 200), ("keep", 400)])
async def test_audio_sent_during_a_flush_is_a_violation_and_may_be_lost(product, simulator, flush, heard_ms):
    async def rush(socket):
        await socket.send("clearAudio")
        for _ in range(4):
            await socket.play(100)

    product.bot = rush
    async with simulator(flush=flush) as sim:
        report = await call(sim, Wait(800))
    assert report.audio_during_clear == 4
    assert round(sum(said.end_ms - said.start_ms for said in report.agent), -1) == heard_ms


async def test_commands_without_the_stream_id_are_ignored_when_strict(product, simulator):
    async def forget(socket):
        socket.stream_id = "another"
        await socket.play(200)

    product.bot = forget
    async with simulator() as sim:
        strict = await call(sim)
    async with simulator(strict_stream_id=False) as sim:
        lenient = await call(sim)
    assert strict.agent == []
    assert strict.ignored_commands == ["playAudio without this stream's streamId"]
    assert len(lenient.agent) == 1


async def test_dropped_socket_reconnects_with_a_new_stream_of_the_same_call(product, simulator):
    product.documents["/answer"] = product.stream('maxRetries="2"')
    async with simulator() as sim:
        report = await call(sim, Wait(300), DropSocket(), Wait(600))
    starts = [socket.log[0]["start"] for socket in product.sockets]
    assert len(starts) == 2
    assert starts[0]["callId"] == starts[1]["callId"]
    assert starts[0]["streamId"] != starts[1]["streamId"]
    assert report.reconnects == 1
    assert [note["ended_by"] for note in report.streams] == ["dropped", "call over"]


async def test_dropped_socket_without_retries_ends_the_stream(product, simulator):
    async with simulator() as sim:
        report = await call(sim, Wait(200), DropSocket(), WaitHangup(3000))
    assert report.ok, report.errors
    assert report.hangup["code"] == 4010


async def test_socket_can_open_late(product, simulator):
    async with simulator(connect_delay_ms=400) as sim:
        report = await call(sim)
    answered = report.webhooks[0]
    assert report.streams[0]["opened_ms"] - answered["at_ms"] - answered["took_ms"] >= 400


async def test_dropped_socket_can_come_back_late(product, simulator):
    product.documents["/answer"] = product.stream('maxRetries="1"')
    async with simulator(reconnect_after_ms=500) as sim:
        report = await call(sim, Wait(200), DropSocket(), Wait(700))
    first, second = report.streams
    assert second["opened_ms"] - first["closed_ms"] >= 500


async def test_socket_can_drop_by_itself(product, simulator):
    product.documents["/answer"] = product.stream('maxRetries="1"')
    async with simulator(drop_after_ms=150) as sim:
        report = await call(sim, Wait(900))
    assert report.reconnects == 1


async def test_socket_closed_by_the_product_ends_the_stream(product, simulator):
    async def leave(socket):
        await socket.ws.close(code=1000)

    product.bot = leave
    async with simulator() as sim:
        report = await call(sim, WaitHangup(3000))
    assert report.streams[0]["ended_by"] == "closed by product"
    assert report.hangup["code"] == 4010


async def test_unreachable_socket_is_an_error_of_the_call(product, simulator):
    product.documents["/answer"] = product.stream().replace("/media", "/nowhere")
    async with simulator() as sim:
        report = await call(sim, WaitHangup(3000))
    assert report.errors[0].startswith("media socket: ")
    assert report.hangup["code"] == 4010


async def test_hanging_up_closes_the_socket_without_a_stop_frame(product, simulator):
    async with simulator(close_code=1001) as sim:
        await call(sim, Wait(200))
    assert "stop" not in product.sockets[0].events()
    assert product.sockets[0].ws.close_code == 1001


async def test_stop_frame_can_be_sent(product, simulator):
    async with simulator(stop_frame=True) as sim:
        await call(sim, Wait(200))
    assert product.sockets[0].events()[-1] == "stop"


async def test_bare_dtmf_has_nothing_but_the_digit(product, simulator):
    async with simulator(dtmf_bare=True) as sim:
        await call(sim, Wait(200), Press("7"))
    assert {"event": "dtmf", "dtmf": {"digit": "7"}} in product.sockets[0].log


async def test_media_timeout_ends_with_6020(product, simulator):
    async with simulator(media_timeout_ms=200) as sim:
        report = await call(sim, WaitHangup(3000))
    assert report.hangup["code"] == 6020


async def test_status_callbacks_follow_the_stream(product, simulator):
    async def talk(socket):
        await socket.play(40)
        await socket.send("checkpoint", name="done")
        await socket.until("playedStream")
        await socket.send("clearAudio")
        await socket.until("clearedAudio")
        await socket.send("stop")

    product.bot = talk
    url = product.url("/status")
    product.documents["/answer"] = product.stream(f'statusCallbackUrl="{url}" extraHeaders="k1=v1"')
    async with simulator(degraded_after_ms=10) as sim:
        await call(sim, WaitHangup(3000))
    told = product.events("/status")
    assert sorted(told) == ["ClearedAudio", "DegradedStream", "PlayedStream", "StartStream", "StopStream"]
    assert product.hit("PlayedStream").fields["Name"] == "done"
    assert product.hit("StartStream").fields["X-VH-k1"] == "v1"
    assert product.hit("DegradedStream").fields["Error"] == "connection degraded"


async def test_broken_commands_are_noted_and_survived(product, simulator):
    async def babble(socket):
        await socket.ws.send_str("not json")
        await socket.send("dance")
        await socket.send("playAudio", media="loud")
        await socket.send("playAudio", media={"contentType": "audio/mp3", "payload": "AAAA"})
        await socket.send("playAudio", media={"contentType": "audio/x-mulaw", "payload": "?"})

    product.bot = babble
    async with simulator() as sim:
        report = await call(sim)
    assert len(report.ignored_commands) == 5
    assert report.hangup["code"] == 4000


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
async def test_linear_audio_is_played_in_the_configured_byte_order(product, simulator, order, rate):
    async def play(socket):
        tone = (np.sin(2 * np.pi * 300 * np.arange(rate // 4) / rate) * 8000).astype(
            "<i2" if order == "le" else ">i2"
        )
        payload = base64.b64encode(tone.tobytes()).decode()
        await socket.send(
            "playAudio", media={"contentType": "audio/x-l16", "sampleRate": rate, "payload": payload}
        )

    product.bot = play
    async with simulator(outbound_l16=order) as sim:
        placed = await sim.place_inbound(to=TO, from_=FROM, script=Script([Wait(600)]))
        report = await placed.finished(15)
    heard = placed.call.line.recorder.ear
    assert 240 <= sum(said.end_ms - said.start_ms for said in report.agent) <= 255
    assert 7000 <= np.abs(heard.astype(int)).max() <= 8800


@pytest.mark.parametrize(("order", "samples"), [("le", "<i2"), ("be", ">i2")])
async def test_linear_media_comes_in_the_configured_byte_order(product, simulator, tmp_path, order, samples):
    said = np.arange(1, 1601, dtype=np.int16)
    (tmp_path / "ramp.wav").write_bytes(wav.encode(said))
    product.documents["/answer"] = product.stream().replace("x-mulaw;rate=8000", "x-l16;rate=8000")
    async with simulator(inbound_l16=order) as sim:
        await call(sim, Wait(100), PlayWav(str(tmp_path / "ramp.wav")), Wait(100))
    frames = [base64.b64decode(frame["media"]["payload"]) for frame in product.sockets[0].media]
    heard = np.frombuffer(b"".join(frames), dtype=samples)
    assert np.array_equal(heard[heard != 0], said)


@pytest.mark.parametrize(("rate", "size"), [(8000, 320), (16_000, 640)])
async def test_linear_media_frames_have_the_announced_size(product, simulator, rate, size):
    product.documents["/answer"] = product.stream().replace("x-mulaw;rate=8000", f"x-l16;rate={rate}")
    async with simulator() as sim:
        await call(sim)
    socket = product.sockets[0]
    wire = socket.log[0]["start"]["mediaFormat"]
    assert wire == {"encoding": "audio/x-l16", "sampleRate": rate}
    assert {len(base64.b64decode(frame["media"]["payload"])) for frame in socket.media} == {size}


async def test_silence_is_0xff_in_mulaw(product, simulator):
    async with simulator() as sim:
        await call(sim)
    payload = base64.b64decode(product.sockets[0].media[0]["media"]["payload"])
    assert payload == bytes([g711.SILENCE]) * 160
