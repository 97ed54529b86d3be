"""Checks of Synthesize."""

from adapter_verify.audio import BROWSER, PHONE, Format
from adapter_verify.checks import Checks, Skipped, require
from adapter_verify.refusing import add_dialog_refusals
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import Subject
from adapter_verify.synthesizing import (
    LONG,
    SYNTHESIZING,
    finish,
    long_text,
    require_audible,
    require_handled,
    say,
    sentence,
    spoken,
    synthesizing,
)
from voicera.ai.v1 import text_to_speech_service_pb2 as pb
from voicera.common.v1 import audio_pb2

checks: Checks[Subject] = Checks("synthesize")
WIDEST = Format(audio_pb2.AUDIO_ENCODING_PCM_S16LE, 24_000)
MIXED = "नमस्ते, hello, مرحبا!"
MARKUP = '<speak><break time="5s"/>Fish & chips</speak>'


@checks
async def ready(subject: Subject) -> None:
    """`config` is answered by `ready`."""
    async with synthesizing(subject) as stream:
        await finish(stream)


@checks
async def segments(subject: Subject) -> None:
    """Segments are answered in order, each by its audio and one segment_end."""
    async with synthesizing(subject) as stream:
        for number in (5, 6, 20):
            await say(stream, number, sentence(subject))
        for number in (5, 6, 20):
            require_audible((await spoken(stream, number)).audio, PHONE)
        await finish(stream)


@checks
async def half_closed(subject: Subject) -> None:
    """What was sent before our half was closed is still spoken."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, sentence(subject))
        await say(stream, 2, sentence(subject))
        await stream.end()
        for number in (1, 2):
            require_audible((await spoken(stream, number)).audio, PHONE)
        await stream.hear_end()


@checks
async def formats(subject: Subject) -> None:
    """Audio has the format asked for, and the same length in every one."""
    durations: dict[Format, float] = {}
    for form in (PHONE, BROWSER, WIDEST):
        async with synthesizing(subject, form) as stream:
            await say(stream, 1, sentence(subject))
            audio = (await spoken(stream, 1, form)).audio
        require_audible(audio, form)
        durations[form] = form.duration_ms(audio)
    shortest, longest = min(durations.values()), max(durations.values())
    came = ", ".join(f"{duration:.0f} ms in {form}" for form, duration in durations.items())
    require(longest <= 1.5 * shortest + 500, "about the same length in every format", came)


@checks
async def word_times(subject: Subject) -> None:
    """Words have times that ascend within the audio, if the adapter says so."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, sentence(subject))
        found = await spoken(stream, 1)
    if subject.adapter.text_to_speech.word_times:
        require(found.words, "words with times: word_times is set", "none")
    elif not found.words:
        raise Skipped("it does not give word times")
    times = [each.start_ms for each in found.words]
    require(times == sorted(times), "times that ascend", times)
    longest_ms = PHONE.duration_ms(found.audio)
    require(times[0] >= 0 and times[-1] <= longest_ms, f"times within the audio's {longest_ms:.0f} ms", times)


@checks
async def cancel(subject: Subject) -> None:
    """`cancel` is answered by `canceled`; no audio of earlier segments follows, and later ones are spoken."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, long_text(subject, LONG))
        await say(stream, 2, long_text(subject, LONG))
        answer = await stream.hear("audio of segment 1")
        require(answer is not END and answer.audio.segment_id == 1, "audio of segment 1", shown(answer))
        await stream.say(cancel=pb.CancelSpeech(id=9))
        await say(stream, 3, sentence(subject))
        await _until_canceled(stream, 9)
        require_audible((await spoken(stream, 3)).audio, PHONE)
        await finish(stream)


@checks
async def cancel_when_silent(subject: Subject) -> None:
    """A cancellation with nothing to drop is answered, too."""
    async with synthesizing(subject) as stream:
        for number in (1, 2):
            await stream.say(cancel=pb.CancelSpeech(id=number))
            await _until_canceled(stream, number)
        await say(stream, 1, sentence(subject))
        require_audible((await spoken(stream, 1)).audio, PHONE)
        await finish(stream)


@checks
async def longest(subject: Subject) -> None:
    """A segment may have 2000 characters."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, long_text(subject))
        require_audible((await spoken(stream, 1)).audio, PHONE)


@checks
async def too_long(subject: Subject) -> None:
    """A longer one is spoken, or refused with an error that says so."""
    await require_handled(subject, long_text(subject) + "x")


@checks
async def empty(subject: Subject) -> None:
    """A segment without text is ended, or refused with an error that says so."""
    await require_handled(subject, "")


@checks
async def blank(subject: Subject) -> None:
    """So is one with nothing to say."""
    await require_handled(subject, " \t\n … !?")


@checks
async def emoji(subject: Subject) -> None:
    """Emoji and control characters break nothing."""
    await require_handled(subject, "🎉👩‍👩‍👧‍👦\x00\x07🇮🇳")


@checks
async def markup(subject: Subject) -> None:
    """What looks like SSML breaks nothing."""
    await require_handled(subject, MARKUP)


@checks
async def scripts(subject: Subject) -> None:
    """Scripts the voice cannot read break nothing."""
    await require_handled(subject, MIXED)


@checks
async def two_agents(subject: Subject) -> None:
    """Streams do not know of each other."""
    async with synthesizing(subject) as one, synthesizing(subject) as other:
        await say(one, 1, sentence(subject))
        await say(other, 2, sentence(subject))
        require_audible((await spoken(other, 2)).audio, PHONE)
        require_audible((await spoken(one, 1)).audio, PHONE)


@checks
async def gone(subject: Subject) -> None:
    """A call that ends in mid-sentence leaves room for the next."""
    async with synthesizing(subject) as stream:
        await say(stream, 1, long_text(subject, LONG))
        await stream.hear("audio of segment 1")
    async with synthesizing(subject) as stream:
        await say(stream, 1, sentence(subject))
        require_audible((await spoken(stream, 1)).audio, PHONE)


@checks
async def wrong_speaking_rate(subject: Subject) -> None:
    """A speed below nothing is refused by name."""
    await SYNTHESIZING.require_wrong(subject, "speaking_rate", speaking_rate=-1)


add_dialog_refusals(checks, SYNTHESIZING)


async def _until_canceled(stream: Stream, number: int) -> None:
    expected = f"canceled {number}, after at most the audio that was under way"
    while True:
        answer = await stream.hear(expected)
        require(answer is not END and not answer.HasField("ready"), expected, shown(answer))
        if answer.HasField("canceled"):
            require(answer.canceled.id == number, expected, shown(answer))
            return
