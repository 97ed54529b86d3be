import asyncio
from contextlib import asynccontextmanager

import pytest
import structlog

from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import Description, Modality, SpokenWord, TextToSpeechCapabilities, Voice
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.servicers.text_to_speech import is_speakable
from voicera_adapters.vendors.espeak.settings import EspeakSettings
from voicera_kit.errors import ResourceExhausted, ServiceError, Unavailable


class FakeSynthesizer:
    """Speaks "3 pieces" as that many pieces; "endless" goes on until it is stopped, "boom" fails.

    Of "nothing" nothing is heard.
    """

    def __init__(self):
        self.spoken = []
        self.stopped = []

    async def speak(self, text):
        self.spoken.append(text)
        try:
            if text == "boom":
                raise Unavailable("the vendor is down")
            if text == "nothing":
                yield b""
                return
            count = 10**9 if text == "endless" else int(text.split()[0])
            for at in range(count):
                await asyncio.sleep(0)
                yield f"{text}:{at}".encode()
                yield SpokenWord(f"word{at}", at * 100)
        finally:
            self.stopped.append(text)


class FakeVendor:
    description = Description(
        id="fake",
        modality=Modality.TEXT_TO_SPEECH,
        display_name="Fake",
        languages=("en-US",),
        capabilities=TextToSpeechCapabilities(streaming=True, word_times=True, sample_rates_hz=(8000,)),
        settings=EspeakSettings,
        voices=(Voice("anna", "Anna", "en-US"),),
    )

    def __init__(self):
        self.opened = []
        self.closed = 0

    @asynccontextmanager
    async def synthesizer(self, options):
        synthesizer = FakeSynthesizer()
        self.opened.append((options, synthesizer))
        try:
            yield synthesizer
        finally:
            self.closed += 1


@pytest.fixture
def vendor():
    return FakeVendor()


@pytest.fixture
async def client(serving, vendor):
    async with serving(Adapters({}, {"fake": vendor}, {})) as client:
        yield client


@pytest.fixture
def config(phone):
    def make(**changes):
        return tts.SynthesizeConfig(
            **({"adapter": "fake", "voice": "anna", "language": "en-US", "audio_format": phone} | changes)
        )

    return make


@pytest.fixture
def opened(client, config):
    async def open_stream():
        stream = await client.synthesize()
        await stream.say(config=config())
        assert isinstance(await stream.hear(), tts.SynthesizerReady)
        return stream

    return open_stream


async def refusal(stream) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    return caught.value


async def test_each_segment_is_answered_in_order_by_audio_and_its_end(opened):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text="2 a"))
    await stream.say(segment=tts.Segment(id=2, text="1 b"))
    await stream.end()
    heard = [await stream.hear() for _ in range(6)]
    assert heard[-1] is None
    assert [getattr(each, "audio", b"end") for each in heard[:-1]] == [
        b"2 a:0",
        b"2 a:1",
        b"end",
        b"1 b:0",
        b"end",
    ]
    assert [each.segment_id for each in heard[:-1]] == [1, 1, 1, 2, 2]
    assert [(each.text, each.start_ms) for each in heard[2].words] == [("word0", 0), ("word1", 100)]
    assert [(each.text, each.start_ms) for each in heard[1].words] == [("word0", 0)]  # as soon as it is known
    assert heard[0].processing_ms > 0
    assert heard[1].processing_ms == 0


async def test_every_part_of_the_configuration_reaches_the_vendor(client, vendor, config):
    stream = await client.synthesize()
    made = config(speaking_rate=1.25)
    made.settings.update({"pitch": 70})
    await stream.say(config=made)
    await stream.hear()
    options = vendor.opened[0][0]
    assert (options.voice, options.language, options.speaking_rate) == ("anna", "en-US", 1.25)
    assert (options.settings, options.format.sample_rate_hz) == ({"pitch": 70}, 8000)
    await stream.end()


async def test_cancel_stops_the_vendor_and_drops_what_waits(opened, vendor):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text="endless"))
    await stream.say(segment=tts.Segment(id=2, text="5 never"))
    await stream.hear()
    await stream.say(cancel=tts.CancelSpeech(id=9))
    await stream.say(segment=tts.Segment(id=3, text="1 after"))
    await stream.end()
    while not isinstance(message := await stream.hear(), tts.SpeechCanceled):
        assert message.segment_id == 1
    assert message.id == 9
    assert [(await stream.hear()).segment_id for _ in range(2)] == [3, 3]
    assert await stream.hear() is None
    synthesizer = vendor.opened[0][1]
    assert synthesizer.spoken == ["endless", "1 after"]
    assert synthesizer.stopped == ["endless", "1 after"]


@pytest.mark.parametrize("text", ["", " \n", "😀", "❤️", "…", "?!", "«—»", "₹"])
async def test_text_that_says_nothing_is_not_sent_and_just_ends(opened, vendor, text):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text=text))
    await stream.say(segment=tts.Segment(id=2, text="1 after"))
    await stream.end()
    end, audio, _ = [await stream.hear() for _ in range(3)]
    assert isinstance(end, tts.SegmentEnd)
    assert (end.segment_id, list(end.usage), audio.segment_id) == (1, [], 2)
    assert vendor.opened[0][1].spoken == ["1 after"]


@pytest.mark.parametrize("text", ["1", "१", "ा", "क्या", "字"])
def test_letters_marks_and_numbers_are_spoken(text):
    assert is_speakable(text)


async def test_text_of_which_nothing_is_heard_is_a_failure(opened):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text="nothing"))
    failure = await refusal(stream)
    assert (type(failure), failure.reason) == (Unavailable, ANSWER_INVALID)


async def test_cancels_are_each_answered_also_with_nothing_to_drop(opened):
    stream = await opened()
    for cancel in range(20):
        await stream.say(segment=tts.Segment(id=cancel, text="endless"))
        await stream.say(cancel=tts.CancelSpeech(id=cancel))
    await stream.end()
    answers = []
    while (message := await stream.hear()) is not None:
        answers += [message.id] if isinstance(message, tts.SpeechCanceled) else []
    assert answers == list(range(20))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adapter": "nobody"}, "config.adapter"),
        ({"language": "xx"}, "config.language"),
        ({"audio_format": None}, "config.audio_format.encoding"),
        ({"speaking_rate": 3.0}, "config.speaking_rate"),
        ({"speaking_rate": -1.0}, "config.speaking_rate"),
    ],
)
async def test_a_wrong_configuration_is_refused_by_field(client, config, changes, field):
    stream = await client.synthesize()
    await stream.say(config=config(**changes))
    assert [each.field for each in (await refusal(stream)).violations] == [field]


async def test_a_segment_before_the_configuration_is_refused(client):
    stream = await client.synthesize()
    await stream.say(segment=tts.Segment(id=1, text="1 a"))
    assert [each.field for each in (await refusal(stream)).violations] == ["config"]


async def test_too_long_a_segment_and_a_second_configuration_are_refused(opened, config):
    for message, field in (
        ({"segment": tts.Segment(id=1, text="x" * 2001)}, "segment.text"),
        ({"config": config()}, "config"),
        ({}, "message"),
    ):
        stream = await opened()
        await stream.say(**message)
        assert [each.field for each in (await refusal(stream)).violations] == [field]


async def test_more_segments_than_may_wait_are_refused(opened):
    stream = await opened()
    for segment in range(66):
        await stream.say(segment=tts.Segment(id=segment, text="endless"))
    assert isinstance(await refusal(stream), ResourceExhausted)


async def test_a_failing_vendor_ends_only_its_stream(opened, vendor):
    healthy, failing = await opened(), await opened()
    await failing.say(segment=tts.Segment(id=1, text="boom"))
    assert isinstance(await refusal(failing), Unavailable)
    await healthy.say(segment=tts.Segment(id=1, text="1 a"))
    assert (await healthy.hear()).audio == b"1 a:0"
    await healthy.end()


async def test_an_agent_who_leaves_stops_the_vendor(opened, vendor, eventually):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text="endless"))
    await stream.hear()
    stream.call.cancel()
    await eventually(lambda: vendor.closed == 1 and vendor.opened[0][1].stopped == ["endless"])


async def test_an_agent_who_does_not_listen_holds_the_vendor_back(opened, vendor, eventually):
    stream = await opened()
    await stream.say(segment=tts.Segment(id=1, text="100000 " + "x" * 1000))
    await stream.hear()
    made = vendor.opened[0][1]
    await asyncio.sleep(0.3)
    assert made.stopped == []
    stream.call.cancel()
    await eventually(lambda: len(made.stopped) == 1)


async def test_callers_who_leave_while_they_are_written_to_are_no_defect(client, vendor, config, eventually):
    with structlog.testing.capture_logs() as logs:
        for _ in range(20):
            stream = await client.synthesize()
            await stream.say(config=config())
            await stream.say(segment={"id": 1, "text": "endless"})
            while (await stream.hear()).DESCRIPTOR.name != "SegmentAudio":
                pass
            stream.call.cancel()
        await eventually(lambda: vendor.closed == 20)
    assert [each for each in logs if each["log_level"] == "error"] == []
