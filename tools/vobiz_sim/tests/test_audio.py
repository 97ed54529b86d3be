import asyncio
import base64
import time
import warnings

import numpy as np
import pytest

from vobiz_sim import Listen, Say, Script, report
from vobiz_sim.audio import g711
from vobiz_sim.audio.rate import Doubler, Downsampler, resample
from vobiz_sim.ticker import Ticker

TO, FROM = "+918045550002", "919800000001"


def tone(rate_hz, duration_ms=200, pitch_hz=440):
    moments = np.arange(rate_hz * duration_ms // 1000) / rate_hz
    return (np.sin(2 * np.pi * pitch_hz * moments) * 8000).astype(np.int16)


def test_mulaw_agrees_with_the_reference():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        audioop = pytest.importorskip("audioop")
    codes = bytes(range(256))
    assert g711.decode(codes).tobytes() == audioop.ulaw2lin(codes, 2)
    samples = np.arange(-32768, 32768, 7).astype(np.int16)
    reference = g711.decode(audioop.lin2ulaw(samples.tobytes(), 2)).astype(int)
    assert np.abs(g711.decode(g711.encode(samples)).astype(int) - reference).max() <= 1024
    assert g711.encode(np.zeros(2, dtype=np.int16)) == b"\xff\xff"


def test_mulaw_survives_a_round_trip():
    levels = g711.decode(bytes(range(256)))
    assert np.array_equal(g711.decode(g711.encode(levels)), levels)


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
def test_recordings_keep_their_pitch_and_length(rate):
    samples = resample(tone(rate), rate, 8000)
    assert samples.size == 1600
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 440 // 5


@pytest.mark.parametrize("factor", [2, 3])
def test_live_downsampling_does_not_depend_on_the_chunks(factor):
    samples = tone(8000 * factor)
    whole = Downsampler(factor)(samples)
    cut = Downsampler(factor)
    pieces = np.concatenate([cut(piece) for piece in np.array_split(samples, 17)])
    assert np.array_equal(whole, pieces)
    assert whole.size == 1600


def test_live_downsampling_removes_what_would_fold_back():
    assert np.abs(Downsampler(3)(tone(24_000, pitch_hz=9000))[100:]).max() < 200


def test_doubling_keeps_every_sample():
    samples = tone(8000)
    assert np.array_equal(Doubler()(samples)[1::2], samples)


async def test_ticker_catches_up_after_a_stall_and_outlives_a_broken_line():
    class Good:
        ticks = 0

        def tick(self):
            self.ticks += 1

    class Bad:
        def tick(self):
            raise RuntimeError("broken")

    ticker, good, bad = Ticker(), Good(), Bad()
    ticker.add(bad)
    ticker.add(good)
    begun = time.monotonic()
    time.sleep(0.2)  # noqa: ASYNC251 - a loop that stalls is what is tested
    await asyncio.sleep(0.05)
    ticker.remove(good)
    assert 10 <= good.ticks <= (time.monotonic() - begun) / 0.02
    assert len(ticker.lateness_ms) == good.ticks


def test_percentiles_are_taken_from_the_sorted_values():
    found = report.percentiles(range(1, 101))
    assert (found["count"], found["p50"], found["p95"], found["max"]) == (100, 51, 96, 100)
    assert report.percentiles([]) == {}


async def test_what_the_caller_says_is_understood_by_a_recogniser(product, simulator):
    pocketsphinx = pytest.importorskip("pocketsphinx")
    pytest.importorskip("espeakng_loader")

    async def greet(socket):
        await socket.play(100)

    product.bot = greet
    async with simulator() as sim:
        script = Script([Listen(100, 4000), Say("cancel my order")])
        placed = await sim.place_inbound(to=TO, from_=FROM, script=script)
        call_report = await placed.finished(20)
    assert call_report.ok, call_report.errors
    frames = [base64.b64decode(frame["media"]["payload"]) for frame in product.sockets[0].media]
    wide = resample(g711.decode(b"".join(frames)), 8000, 16_000)
    decoder = pocketsphinx.Decoder(samprate=16_000, loglevel="FATAL")
    grammar = "#JSGF V1.0; grammar g; public <c> = [please] (cancel | repeat | confirm) my order;"
    decoder.add_jsgf_string("orders", grammar)
    decoder.activate_search("orders")
    decoder.start_utt()
    decoder.process_raw(wide.tobytes(), full_utt=True)
    decoder.end_utt()
    assert decoder.hyp().hypstr == "cancel my order"
