"""People hear a call while it runs."""

import pytest

from voicera_voice.audio.format import AudioFormat, Encoding
from voicera_voice.recording.monitor import BEHIND_S, LiveMix
from voicera_voice.recording.timeline import Timeline

from .fakes.dialogue import says
from .fakes.phone import PCM_16K, Phone, phone_line
from .test_recording import spans

LONG = "This is a long sentence that takes quite a while to say."
MULAW = AudioFormat(Encoding.MULAW, 8000)


def heard(phone: Phone) -> tuple[int, bytes, bytes]:
    """Return where monitoring began, and both tracks."""
    blocks = phone.front.monitored
    starts = [start for start, _, _ in blocks]
    assert starts == list(range(starts[0], starts[0] + 100 * len(blocks), 100)), "blocks follow each other"
    return starts[0], b"".join(block[1] for block in blocks), b"".join(block[2] for block in blocks)


async def test_nothing_is_sent_while_nobody_listens():
    async with phone_line() as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=2)
        assert phone.front.monitored == []
        phone.call.monitor(on=True)
        await phone.silence(1)
        phone.call.monitor(on=False)
        sent = len(phone.front.monitored)
        await phone.silence(1)
        assert 0 < sent == len(phone.front.monitored)


@pytest.mark.parametrize("records", [True, False])
async def test_both_sides_are_heard_a_little_later(*, records: bool):
    async with phone_line() as phone:
        phone.spec.recording.disabled = not records
        phone.answers(says("Hello."), says("Fine."))
        phone.providers.texts = ["hi"]
        await phone.dial()
        phone.call.monitor(on=True)
        await phone.silence(1.0)
        await phone.speak(0.5)
        await phone.silence(2.5)
        start, caller, agent = heard(phone)
        assert start == 0
        behind = phone.clock.monotonic() * 1000 - len(caller) / 8
        assert behind == pytest.approx(BEHIND_S * 1000, abs=101)
        assert spans(caller, 0x10) == [(pytest.approx(1000, abs=25), pytest.approx(1500, abs=25))]
        said = phone.records.of("agent_said")
        assert [first for first, _ in spans(agent, 0x20)] == pytest.approx(
            [each.start_ms for each in said], abs=5
        )


async def test_words_nobody_heard_because_the_caller_interrupted_are_not_heard_here_either():
    async with phone_line() as phone:
        phone.answers(says(LONG), says("Yes?"))
        phone.providers.texts = ["stop"]
        await phone.dial()
        phone.call.monitor(on=True)
        await phone.silence(1.0)
        await phone.speak(0.5)
        await phone.silence(1.5)
        _, _, agent = heard(phone)
        said = phone.records.of("agent_said")[0]
        first = spans(agent, 0x20)[0]
        assert first[1] == pytest.approx(said.end_ms, abs=110)
        ((_, cleared_at),) = phone.front.clears
        assert first[1] <= (cleared_at + phone.front.clear_delay_s) * 1000 + 20


async def test_monitoring_may_begin_in_the_middle():
    async with phone_line(PCM_16K) as phone:
        phone.answers(says("Hello."))
        await phone.dial(begin_s=3.05)
        phone.call.monitor(on=True)
        await phone.speak(1.0)
        await phone.silence(0.5)
        start, caller, _ = heard(phone)
        assert start == 3000
        assert len(phone.front.monitored[0][1]) == 1600
        assert any(code != 0xFF for code in caller)


def test_frames_that_come_late_in_a_burst_do_not_put_the_caller_behind():
    mix = LiveMix(MULAW, MULAW, Timeline(0.0, 8000), 0.0)
    for number in range(1, 51):
        mix.hear(b"\x10" * 160, number * 0.02)
    list(mix.due(1.0))
    list(mix.due(2.0))
    for _ in range(50):
        mix.hear(b"\x11" * 160, 2.0)
    for number in range(1, 51):
        mix.hear(b"\x12" * 160, 2.0 + number * 0.02)
    track = b"".join(block.caller for block in mix.due(3.2))
    first = track.index(b"\x12") / 8
    assert first == pytest.approx(200, abs=130)


def test_what_waits_is_bounded():
    mix = LiveMix(MULAW, MULAW, Timeline(0.0, 8000), 0.0)
    for _ in range(1000):
        mix.hear(b"\x10" * 160, 0.02)
    assert len(mix._caller) <= 8000 * 0.2
