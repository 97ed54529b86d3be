"""Checks of Recognize."""

import wave

from adapter_verify.audio import BROWSER, PHONE, buzz, clipped, recorded, silence
from adapter_verify.checks import Checks, Skipped, require
from adapter_verify.recognizing import (
    RECOGNIZING,
    expecting,
    final_of,
    finish,
    recognizing,
    send,
    utter,
)
from adapter_verify.refusal import Refusal
from adapter_verify.refusing import add_dialog_refusals
from adapter_verify.subject import Subject
from voicera.ai.v1 import speech_to_text_service_pb2 as pb

checks: Checks[Subject] = Checks("recognize")
YES_OR_NO = expecting("yes", "no")


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
    number = {"name": "count", "phrases": ["one", "two"]}
    changed = pb.Expectation(phrases=["{count} please"], classes=[pb.PhraseClass(**number)])  # type: ignore[arg-type]
    try:
        async with RECOGNIZING.opened(subject, expectation=YES_OR_NO) as stream:
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


add_dialog_refusals(checks, RECOGNIZING)


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
