"""The repository's own adapters keep the contract."""

import json
import sys
import wave
from pathlib import Path

import grpc
import pytest

from voicera.ai.v1 import text_to_speech_service_pb2 as pb
from voicera.ai.v1.text_to_speech_service_pb2_grpc import TextToSpeechServiceStub
from voicera.common.v1.audio_pb2 import AUDIO_ENCODING_PCM_S16LE, AudioFormat

OWN = str(Path(__file__).with_name("own.py"))
OFFLINE = "espeak,pocketsphinx,scripted"
ASKED = ("recognize.", "synthesize.", "generate.", "translate.")
RATE_HZ = 16_000
SAYS = "i would like to book an appointment"
WEATHER = {
    "rules": [
        {"when": "weather", "tool_calls": [{"name": "get_weather", "arguments": {"city": "Pune"}}]},
        {"after_tool": "get_weather", "text": "The sky is clear."},
    ],
    "otherwise": "Hello to you.",
}


@pytest.fixture
def own(serving, tmp_path):
    """The address of the adapters, and the file with the token they ask for."""
    with serving(sys.executable, OWN, str(tmp_path / "token"), OFFLINE) as address:
        yield address, tmp_path / "token"


def spoken(address: str, token: str, path: Path) -> Path:
    """A WAV file of the sentence, in a voice of the adapters' own."""
    form = AudioFormat(encoding=AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=RATE_HZ)
    config = pb.SynthesizeConfig(adapter="espeak", voice="en-us+klatt2", language="en-US", audio_format=form)
    requests = [
        pb.SynthesizeRequest(config=config),
        pb.SynthesizeRequest(segment=pb.Segment(id=1, text=SAYS)),
    ]
    with grpc.insecure_channel(address) as channel:
        answers = TextToSpeechServiceStub(channel).Synthesize(
            iter(requests), metadata=[("authorization", f"Bearer {token}")], timeout=20
        )
        audio = b"".join(each.audio.audio for each in answers)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(audio)
    return path


def test_the_offline_adapters_keep_the_contract(verify, own, tmp_path):
    address, token_file = own
    speech = spoken(address, token_file.read_text(), tmp_path / "says.wav")
    common = ("--json", "--token-file", str(token_file))
    verdict = verify(address, *common, "--speech", str(speech), "--says", SAYS)
    assert verdict.checks("fail") == {}
    assert verdict.status == 0
    passed = verdict.checks("pass")
    assert ("speech_to_text/pocketsphinx", "recognize.words") in passed
    assert ("text_to_speech/espeak", "synthesize.word_times") in passed
    scripted = verify(address, *common, "--adapter", "scripted", "--settings", json.dumps(WEATHER))
    assert scripted.status == 0
    assert ("language_model/scripted", "generate.tools") in scripted.checks("pass")


def test_without_the_token_they_ask_for_everything_but_health_fails(verify, own):
    verdict = verify(own[0], "--json")
    assert verdict.status == 1
    assert list(verdict.checks("pass")) == [("server", "health.serving")]
    [failure] = verdict.checks("fail").values()
    assert "UNAUTHENTICATED" in failure["came"]


def test_those_of_vendors_are_described_well_and_say_that_they_need_a_credential(verify, serving, tmp_path):
    token_file = str(tmp_path / "token")
    with serving(sys.executable, OWN, token_file, "network") as address:
        verdict = verify(address, "--json", "--token-file", token_file)
    described = [each for each in verdict.report["checks"] if not each["check"].startswith(ASKED)]
    assert [each for each in described if each["outcome"] == "fail"] == []
    why = verdict.checks("skip")["text_to_speech/sarvam", "synthesize.segments"]["why"]
    assert why.startswith("it says it cannot be used: Sarvam Bulbul needs a credential")
