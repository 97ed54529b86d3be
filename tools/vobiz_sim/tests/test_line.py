"""Queue, ear and measures on a line that is ticked by hand: no clock, exact numbers."""

import asyncio

import numpy as np
import pytest

from vobiz_sim.caller.actor import Actor
from vobiz_sim.caller.repertoire import Repertoire, spoken_text
from vobiz_sim.caller.script import HangUp, Interrupt, Listen, Script, Wait
from vobiz_sim.line.ear import Ear
from vobiz_sim.line.line import Line
from vobiz_sim.line.playback import Playback
from vobiz_sim.ticker import Ticker


def loud(duration_ms):
    return np.full(duration_ms * 8, 5000, dtype=np.int16)


def silent(duration_ms):
    return np.zeros(duration_ms * 8, dtype=np.int16)


class Wire:
    """The product's end: remembers what the line sends."""

    def __init__(self):
        self.said, self.digits, self.markers = [], [], []

    def send_media(self, said):
        self.said.append(said)

    def send_digit(self, digit):
        self.digits.append(digit)

    def played(self, name):
        self.markers.append(name)

    def drop(self):
        pass


@pytest.fixture
def line():
    made = Line(Ticker(), keep_audio=True)
    made.wire = Wire()
    made.attach(made.wire)
    return made


def run(line, duration_ms):
    for _ in range(duration_ms // 20):
        line.tick()


def test_playback_gives_frames_of_20_ms_and_pads_the_last():
    queue = Playback()
    queue.push(loud(50))
    frames = [queue.pull()[0] for _ in range(4)]
    assert [None if frame is None else int((frame != 0).sum()) for frame in frames] == [160, 160, 80, None]


def test_marker_is_reached_only_after_its_audio():
    queue = Playback()
    queue.push(loud(40))
    queue.mark("end")
    assert [queue.pull()[1] for _ in range(3)] == [[], [], ["end"]]


def test_marker_on_an_empty_queue_is_reached_at_once():
    queue = Playback()
    queue.mark("now")
    assert queue.pull() == (None, ["now"])


def test_clearing_drops_audio_and_voids_markers():
    queue = Playback()
    queue.push(loud(100))
    queue.mark("never")
    queue.pull()
    assert queue.clear() == 80 * 8
    assert queue.pull() == (None, [])


def test_gap_inside_an_utterance_is_an_underrun():
    queue = Playback()
    queue.push(loud(20))
    for _ in range(3):
        queue.pull()
    queue.push(loud(20))
    assert (queue.starvation.count, queue.starvation.total) == (1, 40 * 8)


def test_gap_after_a_checkpoint_is_no_underrun():
    queue = Playback()
    queue.push(loud(20))
    queue.mark("end of utterance")
    for _ in range(3):
        queue.pull()
    queue.push(loud(20))
    assert queue.starvation.count == 0
    assert queue.gaps == [40 * 8]


def test_audio_in_time_and_audio_after_a_clear_leave_no_gap():
    queue = Playback()
    queue.push(loud(40))
    queue.pull()
    queue.push(loud(20))
    queue.clear()
    queue.pull()
    queue.push(loud(20))
    assert queue.gaps == []


@pytest.mark.parametrize(
    ("ending", "pause_ms", "gaps_ms"),
    [
        (loud(5), 1000, [1015]),
        (silent(40), 1000, [1000]),
        (silent(60), 1000, []),
        (silent(60), 260, []),
        (silent(60), 240, [240]),
    ],
    ids=["aloud", "within a sentence", "faded", "faded, shortly", "faded, very shortly"],
)
def test_silence_is_a_gap_if_it_is_short_or_the_agent_was_cut_off(ending, pause_ms, gaps_ms):
    queue = Playback()
    queue.push(np.concatenate([loud(100), ending]))
    queue.mark("after every piece")
    while queue.queued:
        queue.pull()
    for _ in range(pause_ms // 20):
        queue.pull()
    queue.push(loud(20))
    assert queue.gaps == [gap * 8 for gap in gaps_ms]


def test_a_cut_off_utterance_is_starved_however_long():
    queue = Playback()
    queue.push(loud(20))
    for _ in range(51):
        queue.pull()
    queue.push(loud(20))
    assert (queue.starvation.count, queue.starvation.longest) == (1, 1000 * 8)


def test_audio_beyond_the_limit_is_refused():
    queue = Playback(limit_ms=100)
    queue.push(loud(80))
    queue.push(loud(40))
    assert (queue.queued, queue.refused) == (80 * 8, 40 * 8)


def test_ear_joins_words_and_splits_utterances():
    ear = Ear()
    for position, samples in ((0, loud(20)), (160 * 10, loud(20)), (160 * 60, loud(20))):
        ear.hear(position, samples)
    assert [(span.start, span.end) for span in ear.utterances] == [(0, 1760), (9600, 9760)]


def test_response_gap_runs_from_the_last_audible_sample_to_the_first_heard(line):
    line.say(np.concatenate([loud(100), silent(60)]), "hello")
    run(line, 400)
    line.playback.push(np.concatenate([silent(30), loud(100)]))
    run(line, 300)
    assert line.turns.gaps_ms == [400 - 100 + 30]


def test_agent_talking_over_the_caller_is_no_response(line):
    line.playback.push(loud(600))
    line.say(loud(200), "hello")
    run(line, 600)
    assert line.turns.gaps_ms == []
    assert line.turns.talked_over == 1


def test_barge_in_is_measured_to_the_last_sample_heard(line):
    line.playback.push(loud(5000))
    run(line, 1000)
    line.say(np.concatenate([silent(40), loud(800)]), "stop")
    run(line, 240)
    line.turns.cleared(line.position)
    line.playback.clear()
    run(line, 400)
    (cut,) = line.turns.interruptions
    assert (cut.clear_ms, cut.stop_ms) == (200, 200)


def test_agent_that_talks_on_leaves_the_barge_in_open(line):
    line.playback.push(loud(5000))
    run(line, 100)
    line.say(loud(200), "stop")
    run(line, 2000)
    assert line.turns.interruptions[0].stop_ms is None


def test_digits_have_response_gaps_of_their_own(line):
    line.press("1")
    run(line, 100)
    line.playback.push(loud(100))
    run(line, 200)
    assert line.turns.digit_gaps_ms == [100]
    assert line.wire.digits == ["1"]


def test_recording_is_aligned_on_both_sides(line):
    run(line, 100)
    line.say(loud(40), "hello")
    line.playback.push(loud(20))
    run(line, 100)
    recorder = line.recorder
    assert recorder.caller.size == recorder.ear.size == 200 * 8
    assert int(np.flatnonzero(recorder.caller)[0]) == int(np.flatnonzero(recorder.ear)[0]) == 100 * 8


def test_muted_caller_sends_silence(line):
    line.mouth.muted = True
    line.say(loud(100), "unheard")
    run(line, 200)
    assert not any(frame is not None for frame in line.wire.said)
    assert line.turns.sayings == []


async def perform(line, script, ticks, before_tick):
    """Follows a script while the line is ticked by hand; returns the actor and when it hung up."""
    left = []
    repertoire = Repertoire(script, {step: loud(300) for step in script.steps if spoken_text(step)})
    actor = Actor(line, repertoire, lambda: left.append(line.ticks))
    task = asyncio.create_task(actor.perform())
    for tick in range(ticks):
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        before_tick(tick)
        line.tick()
    await asyncio.sleep(0)
    task.cancel()
    return actor, left


async def test_listening_ends_when_the_agent_has_been_silent_long_enough(line):
    def agent(tick):
        if tick == 5:
            line.playback.push(loud(400))

    actor, left = await perform(line, Script([Listen(300, 5000), HangUp()]), 60, agent)
    assert [note.outcome for note in actor.notes] == ["done", "done"]
    assert left[0] == 5 + 20 + 15


async def test_listening_to_a_silent_agent_times_out(line):
    actor, left = await perform(line, Script([Listen(300, 500), Wait(1)]), 60, lambda _: None)
    assert [note.outcome for note in actor.notes] == ["timed out"]
    assert left == [25]


async def test_interruption_starts_once_the_agent_was_audible_long_enough(line):
    def agent(tick):
        if tick == 0:
            line.playback.push(loud(2000))

    await perform(line, Script([Interrupt("stop", 400)]), 60, agent)
    assert line.turns.sayings[0].span.start == 400 * 8
