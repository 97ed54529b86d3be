import asyncio
import threading

import pytest

from voicera.ai.v1 import text_to_speech_service_pb2 as tts
from voicera.common.v1 import audio_pb2
from voicera_adapters.vendors.espeak.library import Library
from voicera_kit.errors import DeadlineExceeded, InvalidArgument

SENTENCE = "Welcome to Sunrise Clinic. How can I help you today?"


@pytest.fixture
async def client(serving_vendors):
    async with serving_vendors(adapters="espeak") as client:
        yield client


@pytest.fixture
def speaking(client, phone):
    async def open_stream(
        voice="en-us+klatt2", language="en-US", audio_format=phone, settings=None, client=client, **changes
    ):
        stream = await client.synthesize()
        config = tts.SynthesizeConfig(
            adapter="espeak", voice=voice, language=language, audio_format=audio_format, **changes
        )
        config.settings.update(settings or {})
        await stream.say(config=config)
        await stream.hear()
        return stream

    return open_stream


async def spoken(stream, text, segment=1):
    """Return the segment's audio pieces and its end."""
    await stream.say(segment=tts.Segment(id=segment, text=text))
    pieces = []
    while not isinstance(message := await stream.hear(), tts.SegmentEnd):
        assert message.segment_id == segment
        pieces.append(message)
    return pieces, message


async def audio_of(stream, text):
    return b"".join(each.audio for each in (await spoken(stream, text))[0])


@pytest.mark.exercises("text to speech", "espeak", "connect", "stream")
async def test_a_sentence_is_spoken_in_pieces_with_the_times_of_its_words(speaking):
    pieces, end = await spoken(await speaking(), SENTENCE)
    assert {len(each.audio) for each in pieces[:-1]} == {800}
    assert 2000 < sum(len(each.audio) for each in pieces) / 8 < 6000
    assert [each.text for each in end.words] == SENTENCE.split()
    starts = [each.start_ms for each in end.words]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert pieces[0].processing_ms > 0
    assert all(each.processing_ms == 0 for each in pieces[1:])


@pytest.mark.parametrize(
    ("voice", "language", "text"),
    [
        ("hi", "hi-IN", "नमस्ते, आप कैसे हैं? 😀 मैं ठीक हूँ।"),
        ("ta", "ta-IN", "நன்றி, வணக்கம்."),
        ("te", "te", "మీరు ఎలా ఉన్నారు?"),
        ("bn", "bn-IN", "আপনি কেমন আছেন?"),
        ("mr", "mr-IN", "तुम्ही कसे आहात?"),
        ("gu", "gu", "તમે કેમ છો?"),
        ("kn", "kn", "ನೀವು ಹೇಗಿದ್ದೀರಿ?"),
        ("ml", "ml", "സുഖമാണോ?"),
        ("pa", "pa", "ਤੁਸੀਂ ਕਿਵੇਂ ਹੋ?"),
        ("ur", "ur", "آپ کیسے ہیں؟"),
        ("", "hi-IN", "नमस्ते"),
        ("", "en-IN", "hello"),
        ("en-gb+f2", "en-GB", "Hello there."),
    ],
)
async def test_many_languages_are_spoken(speaking, voice, language, text):
    pieces, end = await spoken(await speaking(voice, language), text)
    assert sum(len(each.audio) for each in pieces) > 1600
    assert len(end.words) == len([each for each in text.split() if each != "😀"])


@pytest.mark.exercises("text to speech", "espeak", "languages")
async def test_every_listed_language_is_spoken(client, speaking):
    """In Latin letters, which each of them reads somehow."""
    languages = (await client.catalogue())["espeak"].languages
    assert len(languages) > 100
    for each in languages:
        assert await audio_of(await speaking("", each), "ma na 1"), each


@pytest.mark.parametrize(
    "text",
    [
        "<speak>Hi <break time='9s'/></speak>",
        "[[h@'loU]] & so on",
        "a\x01b\x1b[0m c",
        "Ⓗello ﷽ 1e309",
        "x" * 2000,
    ],
)
async def test_odd_text_is_spoken_without_harm(speaking, text):
    stream = await speaking()
    assert await audio_of(stream, text)
    assert await audio_of(stream, "fine")


@pytest.mark.parametrize("text", ["", "   ", "😀🎉", "\x00\x01\n"])
async def test_text_without_words_is_silent(speaking, text):
    pieces, end = await spoken(await speaking(), text)
    assert pieces == []
    assert list(end.words) == []


@pytest.mark.parametrize(
    ("encoding", "rate_hz", "sample_bytes"),
    [(audio_pb2.AUDIO_ENCODING_MULAW, 8000, 1), (audio_pb2.AUDIO_ENCODING_PCM_S16LE, 24_000, 2)],
)
async def test_the_wanted_format_is_made(speaking, encoding, rate_hz, sample_bytes):
    audio_format = audio_pb2.AudioFormat(encoding=encoding, sample_rate_hz=rate_hz)
    audio = await audio_of(await speaking(audio_format=audio_format), SENTENCE)
    assert 2 < len(audio) / sample_bytes / rate_hz < 6


async def test_speaking_rate_reaches_the_voice(speaking):
    slow, fast = [len(await audio_of(await speaking(speaking_rate=each), SENTENCE)) for each in (0.5, 2.0)]
    assert slow > fast * 2


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("pitch", 10, 90), ("pitch_range", 0, 99), ("volume", 20, 150)],
)
async def test_settings_of_the_voice_change_how_it_sounds(speaking, name, low, high):
    first, second, again = [
        await audio_of(await speaking(settings={name: each}), SENTENCE) for each in (low, high, low)
    ]
    assert first != second
    assert abs(len(first) - len(again)) < 800


@pytest.mark.exercises("text to speech", "espeak", "settings")
async def test_settings_of_time_change_how_long_it_takes(speaking):
    async def seconds(**settings):
        return len(await audio_of(await speaking(settings=settings), SENTENCE)) / 8000

    normal = await seconds()
    assert await seconds(words_per_minute=80) > normal * 1.3
    assert await seconds(word_gap_ms=300) > normal + 1
    assert await seconds(sentence_gap_ms=1120) == pytest.approx(normal + 1, abs=0.05)
    assert await seconds(trim_silence=False) > await seconds(sentence_gap_ms=0)


async def test_agents_who_speak_at_once_keep_their_own_voices(speaking):
    settings = [{"pitch": 20}, {"pitch": 80}]
    alone = [await audio_of(await speaking(settings=each), SENTENCE) for each in settings]
    streams = [await speaking(settings=each) for each in settings * 4]
    together = await asyncio.gather(*(audio_of(stream, SENTENCE) for stream in streams))
    for at, audio in enumerate(together):
        assert len(audio) == pytest.approx(len(alone[at % 2]), abs=800)


@pytest.mark.exercises("text to speech", "espeak", "cancel")
async def test_cancel_ends_a_long_sentence_and_the_next_is_spoken(speaking):
    stream = await speaking()
    await stream.say(segment=tts.Segment(id=1, text="This goes on and on. " * 90))
    await stream.hear()
    await stream.say(cancel=tts.CancelSpeech(id=5))
    heard = 0
    while not isinstance(message := await stream.hear(), tts.SpeechCanceled):
        heard += len(message.audio)
    assert heard / 8000 < 60
    pieces, _ = await spoken(stream, "Yes?", segment=2)
    assert pieces


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"voice": "nobody"}, "config.voice"),
        ({"voice": "en-us+nobody"}, "config.voice"),
        ({"language": "tlh"}, "config.language"),
        ({"settings": {"pitch": 1000}}, "config.settings.pitch"),
        ({"settings": {"word_gap_ms": 5}}, "config.settings.word_gap_ms"),
        ({"settings": {"speed": 1}}, "config.settings.speed"),
    ],
)
async def test_what_cannot_be_done_is_refused_by_field(speaking, changes, field):
    with pytest.raises(InvalidArgument) as caught:
        await speaking(**changes)
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.exercises("text to speech", "espeak", "errors")
async def test_espeak_timeout_bounds_the_wait_for_a_piece(serving_vendors, speaking, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(Library, "speak", lambda *_: go_on.wait(3))
    async with serving_vendors(adapters="espeak", espeak_timeout_s=0.2) as impatient:
        stream = await speaking(client=impatient)
        with pytest.raises(DeadlineExceeded):
            await spoken(stream, SENTENCE)
        go_on.set()
