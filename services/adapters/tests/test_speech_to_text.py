from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from voicera.ai.v1 import speech_to_text_service_pb2 as stt
from voicera.common.v1 import audio_pb2
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    Expectation,
    Modality,
    SpeechToTextCapabilities,
    Transcript,
    Word,
)
from voicera_adapters.vendors.pocketsphinx.settings import PocketsphinxSettings
from voicera_kit.errors import InvalidArgument, ServiceError, Unavailable

BLOCK = b"\xff" * 800


class FakeRecognizer:
    """Writes down what it is told; what it hears decides how it behaves."""

    def __init__(self, emit):
        self.told = []
        self.closed = False
        self._emit = emit

    async def hear(self, audio):
        if audio.startswith(b"boom"):
            raise Unavailable("the vendor is down")
        self.told.append(len(audio))
        self._emit(Transcript("he"))

    async def speech_started(self):
        self.told.append("started")

    async def expect(self, expectation):
        self.told.append(expectation)

    async def finalize(self):
        self.told.append("finalize")
        return Transcript(
            "hello", final=True, confidence=0.5, words=(Word("hello", 10, 20),), language="en-US"
        )


class FakeVendor:
    description = Description(
        id="fake",
        modality=Modality.SPEECH_TO_TEXT,
        display_name="Fake",
        languages=("en-US", "hi"),
        capabilities=SpeechToTextCapabilities(
            interim_results=True,
            phrase_hints=True,
            closed_grammar=False,
            word_times=True,
            sample_rates_hz=(8000,),
        ),
        settings=PocketsphinxSettings,
        models=("small",),
    )

    def __init__(self):
        self.opened = []
        self.closed = 0

    @asynccontextmanager
    async def recognizer(self, options, emit) -> AsyncIterator[FakeRecognizer]:
        recognizer = FakeRecognizer(emit)
        self.opened.append((options, recognizer))
        try:
            yield recognizer
        finally:
            self.closed += 1


@pytest.fixture
def vendor():
    return FakeVendor()


@pytest.fixture
async def client(serving, vendor):
    async with serving(Adapters({"fake": vendor}, {}, {})) as client:
        yield client


@pytest.fixture
def config(phone):
    def make(**changes):
        return stt.RecognizeConfig(
            **({"adapter": "fake", "language": "en-US", "audio_format": phone} | changes)
        )

    return make


async def refusal(stream, *messages) -> ServiceError:
    for message in messages:
        await stream.say(**message)
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    return caught.value


async def test_messages_reach_the_recognizer_in_order(client, vendor, config):
    stream = await client.recognize()
    await stream.say(config=config(interim_results=True))
    assert isinstance(await stream.hear(), stt.RecognizerReady)
    await stream.say(audio=BLOCK)
    await stream.say(speech_started=stt.SpeechStarted())
    await stream.say(
        expectation=stt.Expectation(phrases=["yes"], classes=[stt.PhraseClass(name="a", phrases=["b"])])
    )
    await stream.say(finalize=stt.Finalize(utterance=7))
    await stream.end()
    interim, final = await stream.hear(), await stream.hear()
    assert (interim.text, interim.final, interim.utterance) == ("he", False, 0)
    assert not interim.HasField("confidence")
    assert (final.text, final.final, final.utterance, final.confidence) == ("hello", True, 7, 0.5)
    assert (final.words[0].text, final.words[0].start_ms, final.words[0].end_ms) == ("hello", 10, 20)
    assert final.processing_ms >= 0
    assert await stream.hear() is None
    assert vendor.opened[0][1].told == [800, "started", Expectation(("yes",), {"a": ("b",)}), "finalize"]
    assert vendor.closed == 1


async def test_every_part_of_the_configuration_reaches_the_vendor(client, vendor, config):
    stream = await client.recognize()
    settings = {"strictness": "strict"}
    made = config(
        model="small", language="hi-IN", interim_results=True, expectation=stt.Expectation(phrases=["a"])
    )
    made.settings.update(settings)
    await stream.say(config=made)
    await stream.hear()
    options = vendor.opened[0][0]
    assert (options.model, options.language, options.interim_results) == ("small", "hi-IN", True)
    assert (options.settings, options.expectation.phrases) == (settings, ("a",))
    assert (options.format.encoding.name, options.format.sample_rate_hz) == ("MULAW", 8000)
    await stream.end()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adapter": "nobody"}, "config.adapter"),
        ({"adapter": ""}, "config.adapter"),
        ({"model": "huge"}, "config.model"),
        ({"language": "fr"}, "config.language"),
        ({"language": ""}, "config.language"),
        ({"audio_format": audio_pb2.AudioFormat(sample_rate_hz=8000)}, "config.audio_format.encoding"),
        (
            {
                "audio_format": audio_pb2.AudioFormat(
                    encoding=audio_pb2.AUDIO_ENCODING_MULAW, sample_rate_hz=44
                )
            },
            "config.audio_format.sample_rate_hz",
        ),
        (
            {"expectation": stt.Expectation(classes=[stt.PhraseClass(name="a"), stt.PhraseClass(name="a")])},
            "config.expectation.classes",
        ),
    ],
)
async def test_a_wrong_configuration_is_refused_by_field(client, config, changes, field):
    error = await refusal(await client.recognize(), {"config": config(**changes)})
    assert isinstance(error, InvalidArgument)
    assert [each.field for each in error.violations] == [field]


async def test_messages_out_of_order_are_refused(client, config):
    first = {"config": config()}
    for messages, field in (
        ([{"audio": BLOCK}], "config"),
        ([{}], "config"),
        ([first, first], "config"),
        ([first, {}], "message"),
        ([first, {"audio": b"\xff" * 16_001}], "audio"),
    ):
        error = await refusal(await client.recognize(), *messages)
        assert [each.field for each in error.violations] == [field]


async def test_half_a_sample_is_refused(client, config):
    wide = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16_000)
    error = await refusal(await client.recognize(), {"config": config(audio_format=wide)}, {"audio": b"abc"})
    assert [each.field for each in error.violations] == ["audio"]


async def test_a_stream_without_messages_is_refused(client):
    stream = await client.recognize()
    await stream.end()
    error = await refusal(stream)
    assert [each.field for each in error.violations] == ["config"]


async def test_a_failing_vendor_ends_only_its_stream(client, vendor, config):
    healthy, failing = await client.recognize(), await client.recognize()
    for stream in (healthy, failing):
        await stream.say(config=config())
        await stream.hear()
    error = await refusal(failing, {"audio": b"boom"})
    assert isinstance(error, Unavailable)
    await healthy.say(finalize=stt.Finalize(utterance=1))
    assert (await healthy.hear()).text == "hello"
    await healthy.end()
    assert await healthy.hear() is None
    assert vendor.closed == 2


async def test_a_caller_who_leaves_closes_the_recognizer(client, vendor, config, eventually):
    stream = await client.recognize()
    await stream.say(config=config())
    await stream.hear()
    stream.call.cancel()
    await eventually(lambda: vendor.closed == 1)


async def test_unread_interims_are_dropped_and_finals_are_not(client, config):
    stream = await client.recognize()
    await stream.say(config=config())
    for utterance in range(300):
        await stream.say(audio=BLOCK)
        await stream.say(finalize=stt.Finalize(utterance=utterance))
    await stream.end()
    finals = [
        each.utterance for each in await stream.hear_all() if isinstance(each, stt.Transcript) and each.final
    ]
    assert finals == list(range(300))
