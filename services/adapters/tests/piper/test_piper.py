import asyncio
import base64
import json
import threading
import zlib

import numpy as np
import pytest

pytest.importorskip("piper")

from piper import PiperVoice

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_TEXT_TO_SPEECH
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import DeadlineExceeded, FailedPrecondition, InvalidArgument, Unavailable

HUM = zlib.decompress(
    base64.b64decode(
        "eNpdUcFKw0AUzHY3zfogNn31UBFFIl7yCV6E9iAEvLS3XmRb1ibQ7sZmU6EnP8UPLehmtyniXpaZecx7w3COwdORwgPEpaoa87aRam2KGolK2VTU"
        "JruAntFj8k16cAv9eiU2sgaqlcS+n037L8IUcvdHZge50xgqXdbyLCdAFNBCV0hESl+bDYyACDi5IFmeySWGK90ok0bzj0bKg4R7YO87vQXPA6uN"
        "rJCZcivTcCbUWsI1OAh+KYZVIexu54jgEbJPsbfcvFRwBw5AWBeislF0Y2z6NJpJT5B9NkyiSZsz5yTwL0NLuWw5DzouTsikTZWzIPiaZpcWultb"
        "bGWH23Od/pw9cmpN/Np83Dl3/8/pLcYQuj5wADGP0JbACVDbyuLmf1MA3E6wdmJx1VXgWOJYurTF+Hw4gqFlY+d2cjQTBkEy+AWqS3gJ"
    )
)
"""A model that hums 256 samples a phoneme, the higher the livelier; written with the onnx package."""
RATE_HZ = 16_000
PHONEMES = "^_$ abcdefghijklmnopqrstuvwxyz.,!?"
WIDE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=RATE_HZ)


def write_voice(folder, name="en_US-hum-low", language="en_US", model=HUM):
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "low"},
        "espeak": {"voice": "en-us"},
        "language": {"code": language},
        "inference": {"noise_scale": 0.1, "length_scale": 1, "noise_w": 0},
        "phoneme_type": "espeak",
        "phoneme_id_map": {phoneme: [at] for at, phoneme in enumerate(PHONEMES)},
        "num_symbols": len(PHONEMES),
        "num_speakers": 1,
        "speaker_id_map": {},
    }
    (folder / f"{name}.onnx").write_bytes(model)
    (folder / f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")


@pytest.fixture
def voices(tmp_path, monkeypatch):
    write_voice(tmp_path)
    monkeypatch.setenv("VOICERA_PIPER_VOICES_DIR", str(tmp_path))
    return tmp_path


async def speaking(client, audio_format=WIDE, language="en-US", **changes):
    stream = await client.synthesize()
    config = {"adapter": "piper", "language": language, "audio_format": audio_format}
    await stream.say(config=config | changes)
    return stream


async def spoken(stream, text="Good morning.", segment=1):
    """The audio of a segment."""
    await stream.say(segment={"id": segment, "text": text})
    audio = b""
    while (told := await stream.hear()) is not None:
        if told.DESCRIPTOR.name == "SegmentEnd":
            return audio
        audio += getattr(told, "audio", b"")
    raise AssertionError("the stream ended within a segment")


async def said(serving_vendors, text="Good morning.", **changes):
    async with serving_vendors(adapters="piper") as client:
        return await spoken(await speaking(client, **changes), text)


async def opened(serving_vendors, **changes):
    async with serving_vendors(adapters="piper") as client:
        await (await speaking(client, **changes)).hear()


async def test_the_folders_voices_are_listed(voices, serving_vendors):
    write_voice(voices, "hi_IN-hum-low", "hi_IN")
    (voices / "no_voice.onnx").write_bytes(b"")
    (voices / "broken.onnx").write_bytes(b"")
    (voices / "broken.onnx.json").write_text("[]", encoding="utf-8")
    async with serving_vendors(adapters="piper") as client:
        listed = (await client.catalogue(MODALITY_TEXT_TO_SPEECH))["piper"]
    assert [(each.id, each.language) for each in listed.voices] == [
        ("en_US-hum-low", "en-US"),
        ("hi_IN-hum-low", "hi-IN"),
    ]
    assert set(listed.languages) == {"en-US", "hi-IN", "en", "hi"}
    assert listed.text_to_speech.sample_rates_hz == [RATE_HZ]
    assert not listed.credential_needed
    assert not listed.unavailable_reason


@pytest.mark.parametrize("language", ["en-US", "en-IN", "en", "EN-us"])
@pytest.mark.exercises("text to speech", "piper", "languages")
async def test_a_voice_of_the_language_is_found(voices, serving_vendors, language):
    assert await said(serving_vendors, language=language)


@pytest.mark.exercises("text to speech", "piper", "connect", "stream")
async def test_longer_texts_take_longer_in_the_wanted_format(voices, serving_vendors, phone):
    one = await said(serving_vendors, "Good morning.")
    more = await said(serving_vendors, "Good morning. We are here to help.")
    mulaw = await said(serving_vendors, "Good morning.", audio_format=phone)
    assert len(more) > 2 * len(one)
    assert len(mulaw) == pytest.approx(len(one) / 4, rel=0.02)


async def test_the_speaking_rate_shortens(voices, serving_vendors):
    normal, fast = [await said(serving_vendors, speaking_rate=rate) for rate in (1, 2)]
    assert len(fast) == pytest.approx(len(normal) / 2, abs=4)


def loudest_hz(audio):
    spectrum = np.abs(np.fft.rfft(np.frombuffer(audio, dtype="<i2").astype(float)))
    return np.argmax(spectrum) / len(audio) * 2 * RATE_HZ


async def test_settings_reach_the_model(voices, serving_vendors):
    usual = await said(serving_vendors)
    lively = await said(serving_vendors, settings={"noise_scale": 0.5, "noise_w_scale": 0.2})
    assert loudest_hz(usual) == pytest.approx(0.1 / 6.2832 * RATE_HZ, rel=0.05)
    assert loudest_hz(lively) == pytest.approx(0.5 / 6.2832 * RATE_HZ, rel=0.05)


@pytest.mark.exercises("text to speech", "piper", "settings")
async def test_every_setting_reaches_the_voice(voices, serving_vendors, monkeypatch):
    manners = []
    synthesize = PiperVoice.synthesize

    def spied(voice, text, manner):
        manners.append(manner)
        return synthesize(voice, text, manner)

    monkeypatch.setattr(PiperVoice, "synthesize", spied)
    settings = {"speaker": 0, "noise_scale": 0.5, "noise_w_scale": 0.2}
    async with serving_vendors(adapters="piper") as client:
        listed = (await client.catalogue(MODALITY_TEXT_TO_SPEECH))["piper"]
        assert set(settings) == set(listed.settings_schema["properties"])
        await spoken(await speaking(client, settings=settings))
        await spoken(await speaking(client))
    seen = [(each.speaker_id, each.noise_scale, each.noise_w_scale) for each in manners]
    assert seen == [(0, 0.5, 0.2), (None, None, None)]


@pytest.mark.exercises("text to speech", "piper", "cancel")
async def test_cancel_drops_the_rest_and_the_next_segment_is_heard(voices, serving_vendors):
    async with serving_vendors(adapters="piper") as client:
        stream = await speaking(client)
        await stream.hear()
        await stream.say(segment={"id": 1, "text": "We are here to help. " * 90})
        await stream.say(cancel={"id": 5})
        while (told := await stream.hear()).DESCRIPTOR.name != "SpeechCanceled":
            assert told.segment_id == 1
        assert await spoken(stream, segment=2)


async def test_the_process_stays_awake_while_it_speaks(voices, serving_vendors):
    longest = 0.0
    loop = asyncio.get_running_loop()

    async def watch():
        nonlocal longest
        while True:
            before = loop.time()
            await asyncio.sleep(0.001)
            longest = max(longest, loop.time() - before)

    async with serving_vendors(adapters="piper") as client:
        stream = await speaking(client)
        await spoken(stream)
        watching = asyncio.create_task(watch())
        await spoken(stream, "We are here to help. " * 90, segment=2)
        watching.cancel()
    assert longest < 0.5


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"voice": "nobody"}, "config.voice"),
        ({"language": "ta-IN"}, "config.language"),
        ({"settings": {"speaker": 1}}, "config.settings.speaker"),
    ],
)
async def test_what_no_voice_has_is_refused_by_name(voices, serving_vendors, changes, field):
    with pytest.raises(InvalidArgument) as caught:
        await opened(serving_vendors, **changes)
    assert caught.value.violations[0].field == field


@pytest.mark.exercises("text to speech", "piper", "errors")
async def test_a_broken_model_is_told_in_our_words(voices, serving_vendors):
    write_voice(voices, model=b"no model")
    with pytest.raises(Unavailable, match="cannot be loaded"):
        await opened(serving_vendors)


@pytest.mark.parametrize("text", ["<speak><break time='9s'/>Hi</speak>", "Hi 😀", "[[h@l@U]] Good morning."])
async def test_markup_and_phonemes_are_spoken(voices, serving_vendors, text):
    assert await said(serving_vendors, text)


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("[[h@l@U]] Good morning.", "[ [h@l@U]] Good morning."),
        ("[[[h@l@U]] Good morning.", "[ [ [h@l@U]] Good morning."),
        ("[[[[h@l@U]]]] Good morning.", "[ [ [ [h@l@U]]]] Good morning."),
        ("Take [1] or [ 2].", "Take [1] or [ 2]."),
    ],
)
async def test_piper_finds_no_phonemes_in_a_text(voices, serving_vendors, monkeypatch, text, given):
    texts = []
    synthesize = PiperVoice.synthesize

    def spied(voice, text, *rest):
        texts.append(text)
        return synthesize(voice, text, *rest)

    monkeypatch.setattr(PiperVoice, "synthesize", spied)
    assert await said(serving_vendors, text)
    assert texts == [given]


class SlowLoad:
    """Loads voices only once `go` is set, and counts how often it began and ended."""

    def __init__(self, monkeypatch):
        self.go = threading.Event()
        self.began = self.ended = 0
        self._load = PiperVoice.load
        monkeypatch.setattr(PiperVoice, "load", self.load)

    def load(self, model):
        self.began += 1
        assert self.go.wait(20)
        voice = self._load(model)
        self.ended += 1
        return voice


async def test_a_load_longer_than_an_opening_goes_on_for_later_ones(
    voices, serving_vendors, monkeypatch, eventually
):
    slow = SlowLoad(monkeypatch)
    async with serving_vendors(adapters="piper", vendor_answer_s=1.0) as client:
        for _ in range(2):
            with pytest.raises(DeadlineExceeded):
                await (await speaking(client)).hear()
        slow.go.set()
        await eventually(lambda: slow.ended)
        assert await spoken(await speaking(client))
    assert slow.began == 1


async def test_callers_at_the_same_moment_share_a_load(voices, serving_vendors, monkeypatch, eventually):
    slow = SlowLoad(monkeypatch)
    async with serving_vendors(adapters="piper") as client:
        streams = [await speaking(client) for _ in range(3)]
        await eventually(lambda: slow.began)
        slow.go.set()
        assert all(await asyncio.gather(*(spoken(each) for each in streams)))
    assert slow.began == 1


async def test_a_loaded_voice_speaks_while_another_loads(voices, serving_vendors, monkeypatch, eventually):
    write_voice(voices, "hi_IN-hum-low", "hi_IN")
    async with serving_vendors(adapters="piper") as client:
        english = await speaking(client)
        assert await spoken(english)
        slow = SlowLoad(monkeypatch)
        hindi = [await speaking(client, language="hi-IN") for _ in range(4)]
        await eventually(lambda: slow.began)
        assert await spoken(english, segment=2)
        slow.go.set()
        for each in hindi:
            await each.hear()


async def test_a_voice_that_could_not_be_loaded_is_tried_again(voices, serving_vendors):
    async with serving_vendors(adapters="piper") as client:
        write_voice(voices, model=b"no model")
        with pytest.raises(Unavailable):
            await (await speaking(client)).hear()
        write_voice(voices)
        assert await spoken(await speaking(client))


@pytest.mark.parametrize("folder", ["", "/nowhere"])
async def test_without_voices_it_is_unavailable(monkeypatch, serving_vendors, folder):
    monkeypatch.setenv("VOICERA_PIPER_VOICES_DIR", folder)
    async with serving_vendors(adapters="piper") as client:
        listed = (await client.catalogue())["piper"]
        assert "VOICERA_PIPER_VOICES_DIR" in listed.unavailable_reason
        with pytest.raises(FailedPrecondition, match="VOICERA_PIPER_VOICES_DIR"):
            await (await speaking(client)).hear()
