"""The examples keep the contract, and the command says so."""

import array
import json
import math
import wave

import grpc
import pytest

from voicera.ai.v1 import translation_service_pb2 as mt_pb2
from voicera.ai.v1.translation_service_pb2_grpc import TranslationServiceStub
from voicera_kit.testing import Certificates

KEYS_HZ = {"4": (770, 1209), "2": (697, 1336), "#": (941, 1477)}
RATE_HZ = 8_000
NOT_COVERED = "not covered: voicera.ai.v1.RealtimeService/Talk tool_result, update"


def tones(keys: str, path):
    """A WAV file of keys held for 120 ms each."""
    samples = array.array("h")
    for key in keys:
        low, high = (2 * math.pi * each / RATE_HZ for each in KEYS_HZ[key])
        samples.extend(
            int(8_000 * (math.sin(low * at) + math.sin(high * at))) for at in range(RATE_HZ * 12 // 100)
        )
        samples.extend([0] * (RATE_HZ // 10))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE_HZ, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    return path


def test_the_python_example_keeps_the_contract(verify, python_example, tmp_path):
    speech = tones("42#", tmp_path / "keys.wav")
    verdict = verify(python_example, "--json", "--speech", str(speech), "--says", "4 2 #")
    assert verdict.checks("fail") == {}
    assert verdict.status == 0
    passed = verdict.checks("pass")
    for subject, check in (
        ("server", "health.serving"),
        ("speech_to_text/keypad", "recognize.words"),
        ("speech_to_text/keypad", "recognize.finals"),
        ("text_to_speech/morse", "synthesize.cancel"),
        ("text_to_speech/morse", "synthesize.word_times"),
        ("translation/roman", "translate.in_order"),
    ):
        assert (subject, check) in passed


def test_the_python_example_translates_in_both_directions(verify, python_example):
    for source, target in (("hi", "hi-Latn"), ("hi-Latn", "hi")):
        pair = ("--language", source, "--target-language", target)
        verdict = verify(python_example, "--json", "--adapter", "roman", *pair)
        assert verdict.checks("fail") == {}
        assert ("translation/roman", "translate.in_order") in verdict.checks("pass")


def test_hindi_survives_the_way_into_latin_letters_and_back(python_example):
    with grpc.insecure_channel(python_example) as channel:

        def translated(text: str, source: str, target: str) -> str:
            request = mt_pb2.TranslateRequest(
                adapter="roman", texts=[text], source_language=source, target_language=target
            )
            return TranslationServiceStub(channel).Translate(request, timeout=10).texts[0]

        latin = translated("मेरा नाम हिन्दी है", "hi-IN", "hi-Latn")
        assert latin == "meraa naam hindee hai"
        assert translated(latin, "hi-Latn", "hi-IN") == "मेरा नाम हिन्दी है"


def test_the_typescript_example_keeps_the_contract(verify, typescript_example):
    verdict = verify(typescript_example, "--json")
    assert verdict.checks("fail") == {}
    assert verdict.status == 0
    passed = verdict.checks("pass")
    for subject, check in (
        ("server", "health.serving"),
        ("language_model/echo", "generate.answers"),
        ("language_model/echo", "generate.wrong_settings"),
        ("text_to_speech/chimes", "synthesize.cancel"),
        ("text_to_speech/chimes", "synthesize.formats"),
    ):
        assert (subject, check) in passed


def test_words_that_are_not_understood_fail(verify, python_example, tmp_path):
    speech = tones("42", tmp_path / "keys.wav")
    verdict = verify(
        python_example, "--json", "--adapter", "keypad", "--speech", str(speech), "--says", "4 5"
    )
    assert verdict.status == 1
    [(where, failure)] = verdict.checks("fail").items()
    assert where == ("speech_to_text/keypad", "recognize.words")
    assert (failure["expected"], failure["came"]) == ("'4 5'", "'4 2'")


def test_lines_say_what_passed_what_was_skipped_and_why_and_what_is_not_covered(verify, python_example):
    verdict = verify(python_example, "--adapter", "morse")
    assert verdict.status == 0
    lines = verdict.output.splitlines()
    assert "text_to_speech/morse" in lines
    assert not any("keypad" in each for each in lines)
    assert any(each.startswith("  pass  synthesize.segments  ") for each in lines)
    assert "  skip  describe.models  it lists none" in lines
    assert any(each.startswith(NOT_COVERED) for each in lines)
    assert " 0 failed, " in lines[-1]


def test_settings_voice_and_language_are_those_asked_for(verify, python_example):
    chosen = ("--adapter", "morse", "--voice", "low", "--language", "en-IN", "--json")
    good = verify(python_example, *chosen, "--settings", json.dumps({"words_per_minute": 60}))
    assert good.status == 0
    bad = verify(python_example, *chosen, "--settings", json.dumps({"words_per_minute": 600}))
    assert bad.status == 1
    assert (
        "config.settings.words_per_minute"
        in bad.checks("fail")["text_to_speech/morse", "synthesize.ready"]["came"]
    )


def test_a_server_behind_mutual_tls_is_verified(verify, serving, python_command, tmp_path):
    certificates = Certificates(tmp_path)
    served, ours = certificates.files_of("adapters"), certificates.files_of("envoy")
    options = ("--tls-cert", served.cert_file, "--tls-key", served.key_file, "--tls-ca", served.ca_file)
    with serving(*python_command, *map(str, options)) as address:
        trusting = ("--tls-ca", str(ours.ca_file), "--tls-name", "adapters.voicera.internal", "--json")
        known = ("--tls-cert", str(ours.cert_file), "--tls-key", str(ours.key_file))
        assert verify(address, "--adapter", "roman", *trusting, *known).status == 0
        stranger = verify(address, "--adapter", "roman", *trusting)
    assert stranger.status == 1
    assert ("server", "health.serving") in stranger.checks("fail")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--adapter", "nobody"), "no nobody there; offered: speech_to_text/keypad"),
        (("--modality", "language_model"), "no language_model there"),
        (("--settings", "[]"), "must be a JSON object"),
        (("--timeout", "0"), "must be more than 0"),
        (("--speech", "nowhere.wav"), "there is no file nowhere.wav"),
        (("--tls-cert", "x.pem"), "--tls-cert and --tls-key go together"),
        (("--tls-ca", "nowhere.pem"), "nowhere.pem"),
        (("--token-file", "nowhere"), "nowhere"),
    ],
)
def test_a_wrong_question_is_answered_by_a_sentence(verify, python_example, arguments, message):
    verdict = verify(python_example, *arguments)
    assert verdict.status == 2
    assert message in verdict.errors
    assert "Traceback" not in verdict.errors


def test_a_server_that_is_not_there_fails(verify):
    verdict = verify("127.0.0.1:1", "--json", "--timeout", "3")
    assert verdict.status == 1
    assert ("server", "health.serving") in verdict.checks("fail")
    assert "UNAVAILABLE" in verdict.checks("fail")["server", "catalogue.lists"]["came"]
