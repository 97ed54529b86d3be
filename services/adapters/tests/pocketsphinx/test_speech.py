"""Speech from espeak through 8 kHz mu-law, in the words of a dental clinic."""

import asyncio

import pytest

from voicera.ai.v1 import speech_to_text_service_pb2 as stt
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import InvalidArgument, ResourceExhausted

DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]
TREATMENTS = ["check up", "cleaning", "filling", "whitening", "root canal"]
WISHES = stt.Expectation(
    phrases=[
        "book an appointment", "i would like to book an appointment", "i want to book a {treatment}",
        "what are your opening hours", "when are you open", "speak to a person", "cancel my appointment",
    ],
    classes=[stt.PhraseClass(name="treatment", phrases=TREATMENTS)],
)  # fmt: skip
DAY = stt.Expectation(
    phrases=["{day}", "on {day}", "on {day} please", "next {day}"],
    classes=[stt.PhraseClass(name="day", phrases=DAYS)],
)
ANSWER = stt.Expectation(
    phrases=["yes", "yes please", "yes that is right", "no", "no that is wrong", "not quite"]
)
SAID = [
    (WISHES, "I would like to book an appointment", "i would like to book an appointment"),
    (WISHES, "what are your opening hours", "what are your opening hours"),
    (WISHES, "I want to book a root canal please", "i want to book a root canal please"),
    (WISHES, "um cancel my appointment", "cancel my appointment"),
    (DAY, "on monday please", "on monday please"),
    (DAY, "on wednesday", "on wednesday"),
    (DAY, "um next friday", "next friday"),
    (ANSWER, "yes that is right", "yes that is right"),
    (ANSWER, "no that is wrong", "no that is wrong"),
    (ANSWER, "uh yes please", "yes please"),
]  # fmt: skip
OTHER = ["the cat sat on the mat", "my dog ate it", "I have no idea what you mean", "the quick brown fox"]


@pytest.fixture
async def client(serving_vendors):
    async with serving_vendors(
        adapters="pocketsphinx", pocketsphinx_decoders=2, pocketsphinx_wait_s=0.2
    ) as client:
        yield client


@pytest.fixture
def listening(client, phone):
    async def open_stream(expectation=None, audio_format=phone, settings=None, language="en-IN", **changes):
        stream = await client.recognize()
        config = stt.RecognizeConfig(
            adapter="pocketsphinx",
            language=language,
            audio_format=audio_format,
            expectation=expectation,
            **changes,
        )
        config.settings.update(settings or {})
        await stream.say(config=config)
        await stream.hear()
        return stream

    return open_stream


async def say(stream, audio, *, noticed_at=0.6, block=800, finalize=True, utterance=1):
    """Send audio in blocks; the voice node notices the caller `noticed_at` blocks of 100 ms after it began."""
    noticed = int(6 + noticed_at) * block
    for at in range(0, len(audio), block):
        if at == noticed:
            await stream.say(speech_started=stt.SpeechStarted())
        await stream.say(audio=audio[at : at + block])
    if finalize:
        await stream.say(finalize=stt.Finalize(utterance=utterance))


async def heard(stream, audio, **options):
    await say(stream, audio, **options)
    return await stream.hear()


@pytest.mark.parametrize(("expectation", "said", "text"), SAID)
async def test_expected_sentences_are_understood_on_the_phone(listening, speak, expectation, said, text):
    final = await heard(await listening(expectation), speak(said))
    assert (final.text, final.final, final.utterance) == (text, True, 1)


@pytest.mark.exercises("speech to text", "pocketsphinx", "languages")
async def test_every_listed_language_is_understood(client, listening, speak):
    for language in (await client.catalogue())["pocketsphinx"].languages:
        stream = await listening(ANSWER, language=language)
        assert (await heard(stream, speak("yes that is right"))).text == "yes that is right"


async def test_other_speech_is_mostly_rejected(listening, speak):
    stream = await listening(ANSWER)
    finals = [await heard(stream, speak(said)) for said in OTHER]
    assert sum(1 for each in finals if each.text) <= 1
    assert all(each.final for each in finals)


@pytest.mark.parametrize("block", [b"\xff" * 800, b"\x00" * 40 + b"\x80" * 40], ids=["silence", "clipping"])
async def test_silence_and_clipping_audio_are_no_words(listening, block):
    final = await heard(await listening(ANSWER), block * (40 * 800 // len(block)))
    assert (final.text, final.final) == ("", True)


@pytest.mark.parametrize("strictness", [float("nan"), float("inf")])
async def test_a_setting_that_is_no_number_is_refused_by_field(listening, strictness):
    with pytest.raises(InvalidArgument) as caught:
        await listening(ANSWER, settings={"strictness": strictness})
    assert [each.field for each in caught.value.violations] == ["config.settings.strictness"]


@pytest.mark.exercises("speech to text", "pocketsphinx", "connect", "stream")
async def test_a_call_is_understood_sentence_by_sentence(listening, speak):
    stream = await listening(WISHES)
    final = await heard(stream, speak("I would like to book an appointment"), utterance=1)
    assert (final.text, final.utterance) == ("i would like to book an appointment", 1)
    await stream.say(expectation=DAY)
    final = await heard(stream, speak("on tuesday please"), utterance=2)
    assert (final.text, final.utterance) == ("on tuesday please", 2)
    await stream.say(expectation=ANSWER)
    final = await heard(stream, speak("yes that is right"), utterance=3)
    assert (final.text, final.utterance) == ("yes that is right", 3)


async def test_words_come_as_they_were_written_with_their_times(listening, speak):
    slots = stt.Expectation(
        phrases=["at {slot} please"], classes=[stt.PhraseClass(name="slot", phrases=["10 AM", "2:30 pm"])]
    )
    final = await heard(await listening(slots), speak("at ten a m please"))
    assert [each.text for each in final.words] == ["at", "10 AM", "please"]
    assert final.text == "at 10 AM please"
    starts = [each.start_ms for each in final.words]
    assert starts == sorted(starts)
    assert all(each.start_ms < each.end_ms for each in final.words)
    assert 400 < starts[1] < 1200


@pytest.mark.parametrize(
    ("encoding", "rate_hz"),
    [
        (audio_pb2.AUDIO_ENCODING_PCM_S16LE, 8000),
        (audio_pb2.AUDIO_ENCODING_PCM_S16LE, 16_000),
        (audio_pb2.AUDIO_ENCODING_PCM_S16LE, 48_000),
    ],
)
async def test_other_formats_are_understood_too(listening, speak, encoding, rate_hz):
    audio_format = audio_pb2.AudioFormat(encoding=encoding, sample_rate_hz=rate_hz)
    stream = await listening(WISHES, audio_format)
    audio = speak("I would like to book an appointment", rate_hz=rate_hz, mulaw=False)
    final = await heard(stream, audio, block=rate_hz // 5)
    assert final.text == "i would like to book an appointment"


async def test_interim_transcripts_come_while_the_caller_speaks(listening, speak):
    stream = await listening(WISHES, interim_results=True)
    await say(stream, speak("I would like to book an appointment"))
    transcripts = [await stream.hear()]
    while not transcripts[-1].final:
        transcripts.append(await stream.hear())
    assert len(transcripts) > 1
    assert all(each.text and each.utterance == 0 for each in transcripts[:-1])


async def test_an_empty_expectation_understands_nothing(listening, speak):
    stream = await listening()
    final = await heard(stream, speak("yes please"))
    assert (final.text, final.final, final.utterance) == ("", True, 1)


async def test_finalize_is_answered_even_without_audio_or_speech(listening, speak):
    stream = await listening(ANSWER)
    for utterance in range(3):
        await stream.say(finalize=stt.Finalize(utterance=utterance))
        final = await stream.hear()
        assert (final.text, final.final, final.utterance) == ("", True, utterance)
    final = await heard(stream, speak("yes that is right"), noticed_at=999, utterance=9)
    assert (final.text, final.utterance) == ("yes that is right", 9)


async def test_audio_from_long_before_speech_is_forgotten(listening, speak):
    stream = await listening(ANSWER)
    before = speak("no that is wrong") + b"\xff" * 4000
    for at in range(0, len(before), 800):
        await stream.say(audio=before[at : at + 800])
    assert (await heard(stream, speak("yes that is right"))).text == "yes that is right"


@pytest.mark.exercises("speech to text", "pocketsphinx", "settings")
async def test_without_pre_roll_the_beginning_is_lost(listening, speak):
    kept = await heard(await listening(ANSWER), speak("no that is wrong"), noticed_at=5)
    lost = await heard(
        await listening(ANSWER, settings={"pre_roll_ms": 0}), speak("no that is wrong"), noticed_at=5
    )
    assert lost.text != kept.text or not lost.text


async def test_strictness_reaches_the_grammar(listening, speak):
    finals = {}
    for strictness in ("off", "strict"):
        stream = await listening(ANSWER, settings={"strictness": strictness})
        finals[strictness] = [bool((await heard(stream, speak(said))).text) for said in OTHER]
    assert sum(finals["off"]) > sum(finals["strict"])


async def test_a_new_expectation_waits_for_the_next_utterance(listening, speak):
    stream = await listening(ANSWER)
    await say(stream, speak("yes that is right"), finalize=False)
    await stream.say(expectation=DAY)
    await stream.say(finalize=stt.Finalize(utterance=1))
    assert (await stream.hear()).text == "yes that is right"
    assert (await heard(stream, speak("on monday please"))).text == "on monday please"


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"settings": {"strictness": "very"}}, "config.settings.strictness"),
        ({"settings": {"pre_roll_ms": -1}}, "config.settings.pre_roll_ms"),
        ({"settings": {"beam": 1}}, "config.settings.beam"),
        ({"expectation": stt.Expectation(phrases=["{day}"])}, "config.expectation.classes"),
        ({"expectation": stt.Expectation(phrases=["नमस्ते"])}, "config.expectation.phrases"),
        ({"model": "large"}, "config.model"),
    ],
)
async def test_what_cannot_be_done_is_refused_by_field(listening, message, field):
    with pytest.raises(InvalidArgument) as caught:
        await listening(**message)
    assert [each.field for each in caught.value.violations] == [field]


async def test_an_unpronounceable_expectation_in_the_middle_is_refused(listening):
    stream = await listening(ANSWER)
    await stream.say(expectation=stt.Expectation(phrases=["நன்றி"]))
    with pytest.raises(InvalidArgument) as caught:
        await stream.hear()
    assert [each.field for each in caught.value.violations] == ["expectation.phrases"]


@pytest.mark.exercises("speech to text", "pocketsphinx", "errors")
async def test_more_speakers_than_decoders_are_refused_and_the_others_go_on(listening, speak):
    first, second, third = [await listening(ANSWER) for _ in range(3)]
    for stream in (first, second):
        await say(stream, speak("yes that is right"), finalize=False)
    await asyncio.gather(*(stream.say(audio=b"\xff" * 80) for stream in (first, second)))
    await asyncio.sleep(0.1)
    with pytest.raises(ResourceExhausted):
        await heard(third, speak("yes that is right")[:8000])
    for stream in (first, second):
        await stream.say(finalize=stt.Finalize(utterance=1))
        assert (await stream.hear()).text == "yes that is right"


async def test_who_waits_for_a_decoder_loses_no_word(serving_vendors, speak, phone):
    config = stt.RecognizeConfig(
        adapter="pocketsphinx", language="en-US", audio_format=phone, expectation=ANSWER
    )
    async with serving_vendors(adapters="pocketsphinx", pocketsphinx_decoders=1) as client:
        first, second = [await client.recognize() for _ in range(2)]
        for stream in (first, second):
            await stream.say(config=config)
            await stream.hear()
            await say(stream, speak("yes that is right"), finalize=False)
        for stream in (first, second):
            await stream.say(finalize=stt.Finalize(utterance=1))
        assert [(await stream.hear()).text for stream in (first, second)] == ["yes that is right"] * 2


async def test_a_start_that_was_none_is_forgotten(listening, speak):
    stream = await listening(ANSWER)
    await say(stream, speak("no that is wrong"), finalize=False)
    final = await heard(stream, b"\xff" * 4000 + speak("yes that is right"), noticed_at=5.6)
    assert final.text == "yes that is right"


async def test_an_utterance_without_end_gives_its_decoder_back(serving_vendors, speak, phone):
    config = stt.RecognizeConfig(
        adapter="pocketsphinx", language="en-US", audio_format=phone, expectation=ANSWER
    )
    async with serving_vendors(
        adapters="pocketsphinx", pocketsphinx_decoders=1, pocketsphinx_wait_s=1
    ) as client:
        endless, other = [await client.recognize() for _ in range(2)]
        for stream in (endless, other):
            await stream.say(config=config)
            await stream.hear()
        await say(endless, speak("yes that is right") + b"\xff" * 24_000, finalize=False)
        assert (await heard(other, speak("no that is wrong"))).text == "no that is wrong"
        await endless.say(finalize=stt.Finalize(utterance=1))
        assert (await endless.hear()).text == "yes that is right"


@pytest.mark.exercises("speech to text", "pocketsphinx", "cancel")
async def test_decoders_of_callers_who_left_are_used_again(listening, speak):
    for _ in range(5):
        leaving = await listening(ANSWER)
        await say(leaving, speak("no that is wrong"), finalize=False)
        leaving.call.cancel()
    final = await heard(await listening(ANSWER), speak("yes that is right"))
    assert final.text == "yes that is right"


async def test_noise_and_garbage_are_no_speech(listening):
    stream = await listening(ANSWER)
    garbage = bytes((at * 7919 >> 3) % 256 for at in range(16_000))
    assert (await heard(stream, garbage)).final
    assert (await heard(stream, b"\xff" * 8000)).text == ""
