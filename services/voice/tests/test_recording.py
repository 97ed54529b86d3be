"""Both sides on one clock."""

import pytest

from .fakes.dialogue import says
from .fakes.phone import PCM_16K, phone_line


def spans(track: bytes, loud: int, rate: int = 8000) -> list[tuple[float, float]]:
    """Return where this code sounds, in milliseconds, joined over gaps of less than 30 ms."""
    found: list[list[float]] = []
    for at, code in enumerate(track):
        ms = at * 1000 / rate
        if code == loud and found and ms - found[-1][1] < 30:
            found[-1][1] = ms
        elif code == loud:
            found.append([ms, ms])
    return [(round(first), round(last)) for first, last in found]


async def test_both_sides_lie_where_they_were_heard():
    async with phone_line() as phone:
        phone.answers(says("Hello."), says("Fine."))
        phone.providers.texts = ["hi"]
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(2.5)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert len(phone.records.caller) == 4 * 8000
        assert spans(phone.records.caller, 0x10) == [
            (pytest.approx(1000, abs=25), pytest.approx(1500, abs=25))
        ]
        said = phone.records.of("agent_said")
        agent = spans(phone.records.agent, 0x20)
        assert [first for first, _ in agent] == pytest.approx([each.start_ms for each in said], abs=5)
        assert [last for _, last in agent] == pytest.approx([each.end_ms for each in said], abs=60)


async def test_the_clock_runs_on_when_the_callers_frames_stop():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=1.0)
        await phone.mute(5.0)
        await phone.speak(1.0)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert spans(phone.records.caller, 0x10) == [
            (pytest.approx(6000, abs=40), pytest.approx(7000, abs=40))
        ]


async def test_a_short_stall_loses_no_time():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2.0)
        await phone.mute(0.5)
        for _ in range(25):
            await phone.call.hear(b"\x10" * 160)
        await phone.silence(3)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert spans(phone.records.caller, 0x10) == [
            (pytest.approx(2000, abs=25), pytest.approx(2500, abs=25))
        ]


async def test_a_long_stall_loses_no_time_either():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2.0)
        await phone.mute(1.2)
        for _ in range(60):
            await phone.call.hear(b"\x10" * 160)
        await phone.silence(3)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert spans(phone.records.caller, 0x10) == [
            (pytest.approx(2000, abs=25), pytest.approx(3200, abs=25))
        ]


async def test_blocks_are_a_second_long_and_come_at_least_a_second_and_a_half_late():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2.4)
        assert not phone.records.caller
        await phone.silence(0.4)
        assert len(phone.records.caller) == 8000


async def test_an_agent_that_is_not_recorded_leaves_only_events():
    async with phone_line() as phone:
        phone.spec.recording.disabled = True
        phone.answers(says("Hello."))
        await phone.dial(begin_s=5)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert not phone.records.caller
        assert phone.spoken == ["Hello."]


async def test_browser_calls_are_recorded_at_their_rate():
    async with phone_line(PCM_16K) as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=3)
        await phone.hang_up()
        await phone.clock.advance(1)
        assert len(phone.records.caller) == len(phone.records.agent) == 3 * 16000


async def test_the_archive_hears_that_a_quiet_call_lives():
    async with phone_line() as phone:
        phone.spec.recording.disabled = True
        phone.spec.silence.prompt_after_ms = 60000
        phone.answers(says("Hello."))
        await phone.dial(begin_s=20)
        beats = [kind for kind, _ in phone.records.received if kind == "heartbeat"]
        assert len(beats) >= 3
