"""What piles up towards the conversation stays bounded and in order."""

import asyncio

import pytest

from voicera.media.v1 import call_pb2 as calls
from voicera.voice.v1 import conversation_service_pb2 as voice
from voicera_gateway.calls.flow import BURST, Flow
from voicera_gateway.calls.upstream import MAX_OPERATOR_MESSAGES, MAX_REPORTS, Upstream
from voicera_gateway.watchdog import Watchdog

DIGIT = voice.ConverseRequest(digit=voice.DigitPressed(digit="1"))


async def test_frames_that_pile_up_travel_together():
    upstream = Upstream(8000)
    for value in range(7):
        upstream.audio(bytes([value]) * 160)
    upstream.tell(DIGIT)
    upstream.audio(b"\x09" * 160)
    assert len((await upstream.next()).audio) == 800
    assert len((await upstream.next()).audio) == 320
    assert (await upstream.next()).digit.digit == "1"
    assert (await upstream.next()).audio == b"\x09" * 160


async def test_oldest_audio_goes_first_when_there_is_too_much():
    upstream = Upstream(8000)
    upstream.tell(DIGIT)
    for value in range(251):
        upstream.audio(bytes([value]) * 160)
    assert upstream.dropped_bytes == 160
    assert (await upstream.next()).digit.digit == "1"
    assert (await upstream.next()).audio[0] == 1


async def test_reports_are_bounded_but_the_end_is_always_told():
    upstream = Upstream(8000)
    for _ in range(MAX_REPORTS + 5):
        upstream.tell(DIGIT)
    upstream.end(calls.END_REASON_CALLER_HUNG_UP)
    upstream.audio(b"late")
    kinds = []
    while (request := await upstream.next()) is not None:
        kinds.append(request.WhichOneof("message"))
    assert kinds == ["digit"] * MAX_REPORTS + ["end"]


async def test_nothing_to_say_waits():
    upstream = Upstream(8000)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await upstream.next()
    upstream.audio(b"\x00" * 160)
    assert (await upstream.next()).audio


def test_flow_admits_real_time_and_one_burst():
    flow = Flow(0.0)
    assert all(flow.admits(second / 50) for second in range(10_000))
    assert sum(flow.admits(200.0) for _ in range(2 * BURST)) == BURST


async def test_watchdog_barks_once_for_what_hangs():
    barks = []
    dog = Watchdog(0.02, lambda: barks.append(1))
    dog.arm()
    await asyncio.sleep(0.1)
    assert barks == [1]
    quiet = Watchdog(0.02, lambda: barks.append(2))
    quiet.arm()
    quiet.disarm()
    await asyncio.sleep(0.1)
    quiet.close()
    assert barks == [1]


async def test_what_an_operator_says_is_bounded_and_costs_no_report_its_place():
    upstream = Upstream(8000)
    for _ in range(1000):
        upstream.operator_audio(b"\x00" * 160)
    upstream.tell(DIGIT)
    kinds = [(await upstream.next()).WhichOneof("message") for _ in range(MAX_OPERATOR_MESSAGES + 1)]
    assert kinds == ["operator_audio"] * MAX_OPERATOR_MESSAGES + ["digit"]
    upstream.operator_audio(b"\x00" * 160)
    assert (await upstream.next()).operator_audio
