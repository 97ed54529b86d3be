import json
from pathlib import Path

import numpy as np
import pytest

from vobiz_sim import Faults, HangUp, Interrupt, Listen, PlayWav, Press, Say, Script, Wait
from vobiz_sim.audio import wav
from vobiz_sim.caller.repertoire import Repertoire
from vobiz_sim.caller.speech import SpeechUnavailableError, speak

YAML = """
name: book a table
steps:
  - listen: {silence_ms: 800, timeout_ms: 9000}
  - say: "yes please"
  - repeat:
      times: 2
      steps: [{press: {digits: "12#", gap_ms: 100}}, {wait: 50}]
  - interrupt: {after_ms: 600, say: "stop"}
  - wav: hello.wav
  - hang_up
"""


def test_yaml_script_becomes_steps(tmp_path):
    path = tmp_path / "demo.yaml"
    path.write_text(YAML, "utf-8")
    script = Script.load(path)
    assert script.steps == (
        Listen(800, 9000),
        Say("yes please"),
        *(Press("12#", 100), Wait(50)) * 2,
        Interrupt("stop", 600),
        PlayWav(str(tmp_path / "hello.wav")),
        HangUp(),
    )


def test_examples_can_be_read():
    examples = Path(__file__).parent.parent / "examples"
    assert all(Script.load(path).steps for path in examples.iterdir())


def test_json_script_is_read_too(tmp_path):
    path = tmp_path / "demo.json"
    path.write_text(json.dumps({"steps": ["hang_up"]}), "utf-8")
    assert Script.load(path).steps == (HangUp(),)


@pytest.mark.parametrize(
    "broken",
    [{"steps": ["dance"]}, {"steps": [{"say": {"loud": 1}}]}, {"tempo": 1}, {"steps": [{"a": 1, "b": 2}]}],
)
def test_unknown_steps_and_fields_are_refused(broken):
    with pytest.raises(ValueError, match=r"step|unknown"):
        Script.from_mapping(broken)


@pytest.mark.parametrize(
    "broken", [{"dance": 1}, {"flush": "maybe"}, {"drop_after_ms": "5"}, {"close_code": -1}]
)
def test_unknown_or_mistyped_faults_are_refused(broken):
    with pytest.raises(ValueError, match=r"fault|is "):
        Faults.from_mapping(broken)


def test_faults_are_read_from_flags():
    faults = Faults.from_flags(["flush=race", "drop_after_ms=50", "stop_frame=true"])
    assert (faults.flush, faults.drop_after_ms, faults.stop_frame) == ("race", 50, True)


def test_wav_files_are_brought_to_the_line_rate(tmp_path):
    tone = (np.sin(np.arange(800) / 4) * 9000).astype(np.int16)
    (tmp_path / "a.wav").write_bytes(wav.encode(tone, tone))
    assert np.array_equal(wav.read(tmp_path / "a.wav"), tone)


async def test_sentences_are_spoken_before_the_call():
    pytest.importorskip("espeakng_loader")
    script = Script([Say("good morning"), Interrupt("stop")])
    repertoire = await Repertoire.prepare(script)
    for step in script.steps:
        samples = repertoire[step]
        assert 0.2 < samples.size / 8000 < 3
        assert np.abs(samples.astype(int)).max() > 3000
    assert speak("good morning", script.voice, script.words_per_minute) is repertoire[script.steps[0]]


def test_unknown_voice_is_an_error():
    pytest.importorskip("espeakng_loader")
    with pytest.raises(SpeechUnavailableError):
        speak("hello", "no-such-voice", 160)


def test_a_list_is_no_script_and_says_what_is(tmp_path):
    with pytest.raises(ValueError, match="mapping with `steps`"):
        Script.from_mapping([{"listen": 800}])
