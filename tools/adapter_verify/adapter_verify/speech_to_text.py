"""Checks of Recognize."""

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from adapter_verify.audio import BROWSER, PHONE, Format, buzz, clipped, recorded, silence
from adapter_verify.checks import Checks, Failed, Skipped, require
from adapter_verify.refusal import Refusal, invalid
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import NOBODY, UNSPOKEN, Subject
from adapter_verify.usage import require_usage
from voicera.ai.v1 import speech_to_text_service_pb2 as pb
from voicera.ai.v1 import speech_to_text_service_pb2_grpc as pb_grpc
from voicera.common.v1 import audio_pb2

checks: Checks[Subject] = Checks("recognize")
READY = "ready, in answer to the configuration"
_MOST_INTERIMS = 1_000


def expecting(*phrases: str) -> pb.Expectation:
    return pb.Expectation(phrases=phrases)


YES_OR_NO = expecting("yes", "no")


def open_stream(subject: Subject) -> Stream:
    stub: Any = pb_grpc.SpeechToTextServiceStub(subject.server.channel)
    return subject.server.talk(stub.Recognize, pb.RecognizeRequest)


def config(subject: Subject, form: Format = PHONE, **changes: Any) -> pb.RecognizeConfig:
    given = {
        "adapter": subject.adapter.id,
        "model": subject.model,
        "language": subject.language,
        "audio_format": form.message,
        "settings": subject.settings,
    }
    return pb.RecognizeConfig(**{**given, **changes})


@asynccontextmanager
async def recognizing(subject: Subject, form: Format = PHONE, **changes: Any) -> AsyncIterator[Stream]:
    """A stream that is ready; further refusals of what is sent are failures."""
    stream = open_stream(subject)
    try:
        await stream.say(config=config(subject, form, **changes))
        answer = await stream.hear(READY)
        require(answer is not END and answer.HasField("ready"), READY, shown(answer))
        yield stream
    except Refusal as refusal:
        raise subject.rethrow(refusal, "no error") from None
    finally:
        stream.cancel()


async def send(stream: Stream, audio: bytes, form: Format = PHONE) -> None:
    for block in form.blocks(audio):
        await stream.say(audio=block)


async def utter(stream: Stream, number: int, audio: bytes, form: Format = PHONE) -> None:
    """Send what a voice node does for one utterance."""
    await send(stream, silence(300, form), form)
    await stream.say(speech_started=pb.SpeechStarted())
    await send(stream, audio, form)
    await stream.say(finalize=pb.Finalize(utterance=number))


async def final_of(stream: Stream, number: int, *, interim: bool = False) -> pb.Transcript:
    """Return the answer to a finalize."""
    expected = f"one final transcript of utterance {number}"
    for _ in range(_MOST_INTERIMS):
        answer = await stream.hear(expected)
        require(answer is not END and answer.HasField("transcript"), expected, shown(answer))
        transcript: pb.Transcript = answer.transcript
        require_sound(transcript, interim=interim)
        if transcript.final and transcript.utterance:
            require(transcript.utterance == number, expected, f"one of utterance {transcript.utterance}")
            return transcript
    raise Failed(expected, f"{_MOST_INTERIMS} other transcripts")


async def finish(stream: Stream) -> None:
    """Close our half and see that nothing is answered twice and the stream ends."""
    await stream.end()
    for _ in range(_MOST_INTERIMS):
        answer = await stream.hear("the stream to end after our half was closed")
        if answer is END:
            return
        is_answer = answer.transcript.final and answer.transcript.utterance
        require(not is_answer, "no second answer to a finalize", shown(answer))
    raise Failed("the end of the stream", f"{_MOST_INTERIMS} transcripts after our half was closed")


def require_sound(transcript: pb.Transcript, *, interim: bool) -> None:
    if not transcript.final:
        require(interim, "no interim transcripts: interim_results is not set", repr(transcript.text))
        require(not transcript.utterance, "utterance 0 on an interim transcript", transcript.utterance)
    if transcript.HasField("confidence"):
        require(0 <= transcript.confidence <= 1, "a confidence from 0 to 1", transcript.confidence)
    require(transcript.processing_ms >= 0, "processing_ms that is not negative", transcript.processing_ms)
    require_usage(transcript.usage)


async def require_refused(subject: Subject, stream: Stream, field: str) -> None:
    """Whatever was sent last is refused, naming the field."""
    try:
        answer = await stream.hear(invalid(field))
    except Refusal as refusal:
        subject.require_invalid(refusal, field)
    else:
        raise Failed(invalid(field), shown(answer))
    finally:
        stream.cancel()


async def require_wrong(subject: Subject, field: str, form: Format = PHONE, **changes: Any) -> None:
    stream = open_stream(subject)
    await stream.say(config=config(subject, form, **changes))
    await require_refused(subject, stream, f"config.{field}")


@checks
async def ready(subject: Subject) -> None:
    """`config` is answered by `ready`."""
    async with recognizing(subject) as stream:
        await finish(stream)


@checks
async def finals(subject: Subject) -> None:
    """Every finalize is answered by exactly one final transcript with its number."""
    async with recognizing(subject) as stream:
        for number in (3, 4, 12):
            await utter(stream, number, buzz(700, PHONE))
            await final_of(stream, number)
        await finish(stream)


@checks
async def finals_in_a_row(subject: Subject) -> None:
    """Finalizes that do not wait for each other are answered one by one, in order."""
    async with recognizing(subject) as stream:
        for number in (1, 2, 3):
            await utter(stream, number, buzz(300, PHONE))
        for number in (1, 2, 3):
            await final_of(stream, number)
        await finish(stream)


@checks
async def silence_only(subject: Subject) -> None:
    """A finalize after nothing but silence is answered."""
    async with recognizing(subject) as stream:
        await utter(stream, 1, silence(1_000, PHONE))
        await final_of(stream, 1)
        await finish(stream)


@checks
async def loudest(subject: Subject) -> None:
    """Audio at the end of the scale is nothing special."""
    async with recognizing(subject) as stream:
        await utter(stream, 1, clipped(1_000, PHONE))
        await final_of(stream, 1)
        await finish(stream)


@checks
async def nothing(subject: Subject) -> None:
    """A finalize without audio, or after messages without any, is answered."""
    async with recognizing(subject) as stream:
        await stream.say(finalize=pb.Finalize(utterance=1))
        await final_of(stream, 1)
        await stream.say(speech_started=pb.SpeechStarted())
        await stream.say(audio=b"")
        await stream.say(finalize=pb.Finalize(utterance=2))
        await final_of(stream, 2)
        await finish(stream)


@checks
async def wideband(subject: Subject) -> None:
    """The adapter takes 16 kHz PCM as well as 8 kHz mu-law."""
    async with recognizing(subject, BROWSER) as stream:
        await utter(stream, 1, buzz(500, BROWSER), BROWSER)
        await final_of(stream, 1)
        await finish(stream)


@checks
async def expectations(subject: Subject) -> None:
    """What the caller may say can change between utterances, and be taken back."""
    stream = open_stream(subject)
    number = {"name": "count", "phrases": ["one", "two"]}
    changed = pb.Expectation(phrases=["{count} please"], classes=[pb.PhraseClass(**number)])  # type: ignore[arg-type]
    try:
        await stream.say(config=config(subject, expectation=YES_OR_NO))
        answer = await stream.hear(READY)
        require(answer is not END and answer.HasField("ready"), READY, shown(answer))
        for utterance, each in enumerate((changed, expecting(), YES_OR_NO), 1):
            await stream.say(expectation=each)
            await utter(stream, utterance, buzz(300, PHONE))
            await final_of(stream, utterance)
        await finish(stream)
    except Refusal as refusal:
        is_closed = subject.adapter.speech_to_text.closed_grammar
        if is_closed and (refusal.names("expectation") or refusal.names("config.expectation")):
            raise Skipped(f"its grammar has no word for it: {refusal.message}") from None
        raise subject.rethrow(refusal, "no error") from None
    finally:
        stream.cancel()


@checks
async def two_callers(subject: Subject) -> None:
    """Streams do not know of each other."""
    async with recognizing(subject) as one, recognizing(subject) as other:
        await utter(one, 1, buzz(300, PHONE))
        await utter(other, 2, buzz(300, PHONE))
        await final_of(other, 2)
        await final_of(one, 1)
        await finish(one)
        await finish(other)


@checks
async def canceled(subject: Subject) -> None:
    """A caller who is gone in mid-sentence leaves room for the next."""
    async with recognizing(subject) as stream:
        await stream.say(speech_started=pb.SpeechStarted())
        await send(stream, buzz(500, PHONE))
    async with recognizing(subject) as stream:
        await utter(stream, 1, buzz(300, PHONE))
        await final_of(stream, 1)


@checks
async def words(subject: Subject) -> None:
    """Speech is understood, and words have times if the adapter says so."""
    if subject.choices.speech is None:
        raise Skipped("give it speech with --speech, and what it says with --says")
    try:
        form, audio = recorded(subject.choices.speech)
    except (OSError, EOFError, wave.Error) as error:
        raise Skipped(f"{subject.choices.speech}: {error}") from None
    says = subject.choices.says
    expectation = expecting(says) if says else None
    async with recognizing(subject, form, interim_results=True, expectation=expectation) as stream:
        await utter(stream, 1, audio, form)
        transcript = await final_of(stream, 1, interim=True)
        await finish(stream)
    require(transcript.text.strip(), "words", "none")
    require(
        not says or _plain(says) == _plain(transcript.text), repr(_plain(says)), repr(_plain(transcript.text))
    )
    _require_times(subject, transcript, 300 + form.duration_ms(audio))


@checks
async def config_first(subject: Subject) -> None:
    """The first message must be `config`."""
    stream = open_stream(subject)
    await stream.say(audio=silence(100, PHONE))
    await require_refused(subject, stream, "config")


@checks
async def config_once(subject: Subject) -> None:
    """`config` comes only once."""
    async with recognizing(subject) as stream:
        await stream.say(config=config(subject))
        await require_refused(subject, stream, "config")


@checks
async def unknown_adapter(subject: Subject) -> None:
    """An adapter that is not offered is refused by name."""
    await require_wrong(subject, "adapter", adapter=NOBODY)


@checks
async def unknown_language(subject: Subject) -> None:
    """A language it does not work in is refused by name."""
    subject.require_unspoken()
    await require_wrong(subject, "language", language=UNSPOKEN)


@checks
async def unknown_model(subject: Subject) -> None:
    """A model it does not have is refused by name, unless it takes any."""
    if subject.adapter.any_model:
        raise Skipped("it takes any model")
    await require_wrong(subject, "model", model=NOBODY)


@checks
async def wrong_settings(subject: Subject) -> None:
    """Settings its schema forbids are refused by name."""
    await require_wrong(subject, "settings", settings=subject.wrong_settings())


@checks
async def wrong_encoding(subject: Subject) -> None:
    """Audio without an encoding is refused by name."""
    form = Format(audio_pb2.AUDIO_ENCODING_UNSPECIFIED, 8_000)
    await require_wrong(subject, "audio_format", form)


@checks
async def wrong_sample_rate(subject: Subject) -> None:
    """Audio without a sample rate is refused by name."""
    await require_wrong(subject, "audio_format", Format(audio_pb2.AUDIO_ENCODING_PCM_S16LE, 0))


def _plain(text: str) -> str:
    return " ".join("".join(each if each.isalnum() else " " for each in text.lower()).split())


def _require_times(subject: Subject, transcript: pb.Transcript, longest_ms: float) -> None:
    if subject.adapter.speech_to_text.word_times:
        require(transcript.words, "words with times: word_times is set", "none")
    before = 0
    for each in transcript.words:
        is_ordered = before <= each.start_ms <= each.end_ms <= longest_ms
        require(
            is_ordered, f"times that ascend, up to {longest_ms:.0f} ms", f"{each.start_ms} to {each.end_ms}"
        )
        before = each.start_ms
