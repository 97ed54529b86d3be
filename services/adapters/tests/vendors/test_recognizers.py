"""What is peculiar to each recognizer's protocol."""

import json

import pytest

from voicera.common.v1 import audio_pb2
from voicera_adapters.net import KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_kit.errors import (
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)

from .rigs import (
    assemblyai_speech_to_text,
    azure_speech_to_text,
    elevenlabs_speech_to_text,
    google_speech_to_text,
    openai_speech_to_text,
    sarvam_speech_to_text,
    soniox_speech_to_text,
)
from .test_speech_to_text import BLOCK, final, listening, utter

ASSEMBLYAI, AZURE, ELEVENLABS, GOOGLE, OPENAI, SARVAM, SONIOX = (
    each.RIG
    for each in (
        assemblyai_speech_to_text,
        azure_speech_to_text,
        elevenlabs_speech_to_text,
        google_speech_to_text,
        openai_speech_to_text,
        sarvam_speech_to_text,
        soniox_speech_to_text,
    )
)
WIDE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16_000)
HINTS = {"phrases": ["Aarogya", "book {day}"], "classes": [{"name": "day", "phrases": ["monday"]}]}
TERMS = ["Aarogya", "monday"]


def sarvam(code):
    return {"type": "error", "data": {"message": "secret", "code": code}}


def assemblyai(code, words):
    return {"type": "Error", "error_code": code, "error": f"{words}: secret"}


def soniox(code):
    return {"tokens": [], "error_code": code, "error_message": "secret"}


def elevenlabs(kind):
    return {"message_type": kind, "error": "secret"}


def openai(code, kind="invalid_request_error"):
    return {"type": "error", "event_id": "e", "error": {"type": kind, "code": code, "message": "secret"}}


KEY, QUOTA = (FailedPrecondition, KEY_REJECTED), (FailedPrecondition, QUOTA_EXHAUSTED)
RATE, DOWN, WRONG = (ResourceExhausted, None), (Unavailable, None), (InvalidArgument, None)
REFUSALS = [
    (SARVAM, sarvam("invalid_api_key_error"), KEY),
    (SARVAM, sarvam("insufficient_quota_error"), QUOTA),
    (SARVAM, sarvam("rate_limit_exceeded_error"), RATE),
    (SARVAM, sarvam("invalid_request_error"), WRONG),
    (SARVAM, sarvam(403), KEY),
    (SARVAM, sarvam("internal_server_error"), DOWN),
    (SARVAM, {"type": "error", "error": "secret", "code": "rate_limit_exceeded_error"}, RATE),
    (ASSEMBLYAI, assemblyai(1008, "Unauthorized Connection: Invalid API key"), KEY),
    (ASSEMBLYAI, assemblyai(1008, "Unauthorized Connection: Insufficient account balance"), QUOTA),
    (ASSEMBLYAI, assemblyai(1008, "Unauthorized connection: Too many concurrent sessions"), RATE),
    (ASSEMBLYAI, assemblyai(3009, "Too many concurrent sessions"), RATE),
    (ASSEMBLYAI, assemblyai(3006, "Invalid Message"), WRONG),
    (ASSEMBLYAI, assemblyai(3005, "Session Cancelled: An error occurred"), DOWN),
    (SONIOX, soniox(401), KEY),
    (SONIOX, soniox(402), QUOTA),
    (SONIOX, soniox(429), RATE),
    (SONIOX, soniox(400), WRONG),
    (SONIOX, soniox(503), DOWN),
    (ELEVENLABS, elevenlabs("auth_error"), KEY),
    (ELEVENLABS, elevenlabs("quota_exceeded"), QUOTA),
    (ELEVENLABS, elevenlabs("rate_limited"), RATE),
    (ELEVENLABS, elevenlabs("input_error"), WRONG),
    (ELEVENLABS, elevenlabs("transcriber_error"), DOWN),
    (OPENAI, openai("invalid_api_key"), KEY),
    (OPENAI, openai("insufficient_quota"), QUOTA),
    (OPENAI, openai("rate_limit_exceeded"), RATE),
    (OPENAI, openai("unknown_parameter"), WRONG),
    (OPENAI, openai(None, "server_error"), DOWN),
]


FLUSHES = ("flush", "ForceEndpoint", "finalize", '"commit": true', "buffer.commit")


def answering(served, message):
    """Make the vendor answer a flush with this: nobody writes any more then."""

    async def heard(socket, told):
        if isinstance(told, str) and any(each in told for each in FLUSHES):
            await socket.send_str(json.dumps(message))

    served.vendor.heard = heard


@pytest.mark.parametrize(
    ("rig", "message", "meaning"), REFUSALS, ids=lambda each: getattr(each, "adapter", None) or ""
)
async def test_refusals_over_the_socket_are_told_in_our_words(serve, phone, rig, message, meaning):
    async with serve(rig) as served:
        answering(served, message)
        stream = await listening(served, phone)
        await stream.hear()
        await utter(stream, blocks=1)
        with pytest.raises(ServiceError) as caught:
            await stream.hear_all()
    kind, reason = meaning
    assert isinstance(caught.value, kind), repr(caught.value)
    assert reason in {None, caught.value.reason}
    assert "secret" not in str(caught.value)


async def heard(served, audio_format, **changes):
    stream = await listening(served, audio_format, **changes)
    await utter(stream)
    told, interim = await final(stream)
    return told, interim


@pytest.mark.parametrize("rig", [ASSEMBLYAI, SONIOX, ELEVENLABS], ids=lambda rig: rig.adapter)
async def test_words_have_times_and_the_whole_a_confidence(serve, phone, rig):
    async with serve(rig) as served:
        told, interim = await heard(served, phone)
    assert [word.text for word in told.words] == ["hello", "world"]
    assert [word.start_ms for word in told.words] in ([0, 500], [0, 1000])
    assert all(word.start_ms < word.end_ms for word in told.words)
    assert 0.85 < told.confidence < 1
    assert told.language in {"", "en"}
    assert "hello" in interim[-1]


@pytest.mark.parametrize("rig", [ASSEMBLYAI, SONIOX, ELEVENLABS, OPENAI, SARVAM], ids=lambda rig: rig.adapter)
async def test_interim_transcripts_come_only_when_asked_for(serve, phone, rig):
    async with serve(rig) as served:
        told, interim = await heard(served, phone, interim_results=False)
    assert (told.text, interim) == ("hello world", [])


def hints_of_sarvam(vendor):
    return json.loads(vendor.requests[0].param("keyterms"))


def hints_of_assemblyai(vendor):
    return json.loads(vendor.requests[0].param("keyterms_prompt"))


def hints_of_soniox(vendor):
    return json.loads(vendor.messages[0])["context"]["terms"]


def hints_of_elevenlabs(vendor):
    return vendor.requests[0].params("keyterms")


def hints_of_openai(vendor):
    return openai_speech_to_text.session_of(vendor)["transcription"]["keywords"]


def hints_of_google(vendor):
    return vendor.requests[0].body["speechContexts"][0]["phrases"]


@pytest.mark.parametrize(
    ("rig", "hints_of", "model"),
    [
        (SARVAM, hints_of_sarvam, ""),
        (ASSEMBLYAI, hints_of_assemblyai, ""),
        (SONIOX, hints_of_soniox, ""),
        (ELEVENLABS, hints_of_elevenlabs, ""),
        (OPENAI, hints_of_openai, "gpt-transcribe"),
        (GOOGLE, hints_of_google, ""),
    ],
    ids=lambda each: getattr(each, "adapter", None) or "",
)
async def test_what_is_expected_reaches_the_vendor(serve, phone, rig, hints_of, model):
    async with serve(rig) as served:
        await heard(served, phone, expectation=HINTS, model=model)
        assert hints_of(served.vendor) == TERMS


@pytest.mark.parametrize("rig", [ASSEMBLYAI, OPENAI], ids=lambda rig: rig.adapter)
async def test_what_is_expected_later_reaches_the_vendor(serve, phone, rig):
    async with serve(rig) as served:
        stream = await listening(served, phone, model="gpt-transcribe" if rig is OPENAI else rig.model)
        await stream.say(expectation=HINTS)
        await utter(stream)
        await final(stream)
        assert TERMS[0] in str(served.vendor.told())


@pytest.mark.parametrize(
    ("rig", "of_vendor", "code"),
    [
        (SARVAM, SARVAM.language_of, "unknown"),
        (ASSEMBLYAI, ASSEMBLYAI.language_of, ["en", "hi"]),
        (SONIOX, SONIOX.language_of, ["en", "hi"]),
        (ELEVENLABS, ELEVENLABS.language_of, ""),
        (GOOGLE, lambda vendor: vendor.requests[0].body["alternativeLanguageCodes"], ["hi-IN"]),
    ],
    ids=lambda each: getattr(each, "adapter", None) or "",
)
async def test_several_languages_are_told_apart_by_the_vendor(serve, phone, rig, of_vendor, code):
    async with serve(rig) as served:
        await heard(served, phone, other_languages=["hi-IN"])
        assert of_vendor(served.vendor) == code


@pytest.mark.parametrize(
    "rig", [SARVAM, ASSEMBLYAI, SONIOX, ELEVENLABS, OPENAI, AZURE, GOOGLE], ids=lambda rig: rig.adapter
)
async def test_wide_audio_is_understood_too(serve, rig):
    async with serve(rig) as served:
        stream = await listening(served, WIDE)
        await stream.say(speech_started={})
        for _ in range(10):
            await stream.say(audio=bytes(3200))
        await stream.say(finalize={"utterance": 1})
        told, _ = await final(stream)
    assert told.text == "hello world"


async def test_sarvams_older_model_refuses_languages_it_does_not_know(serve, phone):
    async with serve(SARVAM) as served:
        stream = await listening(served, phone, model="saarika:v2.5", language="sat-IN")
        with pytest.raises(InvalidArgument) as caught:
            await stream.hear_all()
    assert caught.value.violations[0].field == "config.language"


async def test_sarvams_older_model_is_not_asked_for_what_it_cannot(serve, phone):
    async with serve(SARVAM) as served:
        await heard(served, phone, model="saarika:v2.5", expectation=HINTS)
        names = {name for name, _ in served.vendor.requests[0].query}
    assert not names & {"mode", "keyterms"}


async def test_sarvams_odia_is_named_our_way(serve, phone, monkeypatch):
    told_by = sarvam_speech_to_text.transcript
    monkeypatch.setattr(
        sarvam_speech_to_text, "transcript", lambda text: told_by(text).replace("en-IN", "od-IN")
    )
    async with serve(SARVAM) as served:
        told, _ = await heard(served, phone)
    assert told.language == "or"


@pytest.mark.parametrize("size", [80, 399, 801, 16_000])
async def test_assemblyai_gets_blocks_it_takes(serve, phone, size):
    async with serve(ASSEMBLYAI) as served:
        stream = await listening(served, phone)
        await stream.say(speech_started={})
        for _ in range(max(2_000 // size, 1)):
            await stream.say(audio=b"\x55" * size)
        await stream.say(finalize={"utterance": 1})
        told, _ = await final(stream)
        assert told.text == "hello world"
        sent = served.vendor.audio()
    assert sent.count(b"\x55") == size * max(2_000 // size, 1)


async def test_assemblyais_multilingual_model_finds_the_language_out(serve, phone):
    async with serve(ASSEMBLYAI) as served:
        await heard(served, phone, model="universal-streaming-multilingual")
        query = served.vendor.requests[0]
    assert query.param("language_detection") == "true"
    assert not query.param("language_codes")


async def test_openai_is_spared_the_silence_before_speech(serve, phone):
    async with serve(OPENAI) as served:
        stream = await listening(served, phone)
        for _ in range(20):
            await stream.say(audio=BLOCK)
        await utter(stream)
        await final(stream)
        appended = [each for each in served.vendor.told() if each["type"] == "input_audio_buffer.append"]
    assert 5 <= len(appended) <= 5 + 4


async def test_openai_with_too_little_to_transcribe_is_an_empty_final(serve, phone):
    async with serve(OPENAI) as served:
        stream = await listening(served, phone)
        await stream.say(speech_started={})
        await stream.say(audio=BLOCK[:80])
        await stream.say(finalize={"utterance": 1})
        told, _ = await final(stream)
    assert told.text == ""


async def test_a_server_that_speaks_openais_protocol_needs_no_key(serve, phone, monkeypatch):
    monkeypatch.setitem(OPENAI.account, "api_key", "")
    async with serve(OPENAI) as served:
        told, _ = await heard(served, phone)
        assert told.text == "hello world"
        assert "authorization" not in served.vendor.requests[0].headers


@pytest.mark.parametrize(("wanted", "asked"), [("phone", "audio/pcmu"), ("wide", "audio/pcm")])
async def test_openai_takes_phone_audio_as_it_is(serve, phone, wanted, asked):
    async with serve(OPENAI) as served:
        await heard(served, phone if wanted == "phone" else WIDE)
        assert openai_speech_to_text.session_of(served.vendor)["format"]["type"] == asked


@pytest.mark.parametrize("status", ["NoMatch", "InitialSilenceTimeout", "BabbleTimeout"])
async def test_azure_understanding_nothing_is_an_empty_final(serve, phone, status, monkeypatch):
    async with serve(AZURE) as served:
        monkeypatch.setattr(
            served.vendor,
            "streamed",
            lambda request, parts, kind: _answered(served, request, {"RecognitionStatus": status}, kind),
        )
        told, _ = await heard(served, phone)
    assert told.text == ""


async def test_azures_custom_models_are_named_by_their_id(serve, phone):
    async with serve(AZURE) as served:
        await heard(served, phone, model="0a1b")
        assert served.vendor.requests[0].param("cid") == "0a1b"


@pytest.mark.parametrize("region", ["evil.example/", "Central India", ""])
async def test_azures_region_is_a_name(serve, phone, region, monkeypatch):
    monkeypatch.setitem(AZURE.account, "region", region)
    async with serve(AZURE) as served:
        stream = await listening(served, phone)
        with pytest.raises(FailedPrecondition) as caught:
            await stream.hear_all()
    assert "region" in str(caught.value)


async def test_google_understanding_nothing_is_an_empty_final(serve, phone, monkeypatch):
    async with serve(GOOGLE) as served:
        monkeypatch.setattr(
            served.vendor,
            "streamed",
            lambda request, parts, kind: _answered(served, request, {"totalBilledTime": "0s"}, kind),
        )
        told, _ = await heard(served, phone)
    assert told.text == ""


async def _answered(served, request, answer, kind):
    return await type(served.vendor).streamed(served.vendor, request, [json.dumps(answer).encode()], kind)
