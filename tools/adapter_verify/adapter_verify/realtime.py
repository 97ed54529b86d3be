"""Checks of Talk."""

from adapter_verify.audio import BROWSER, PHONE, Format, silence
from adapter_verify.checks import Checks, Skipped, require
from adapter_verify.recognizing import send
from adapter_verify.refusing import add_dialog_refusals
from adapter_verify.subject import Subject
from adapter_verify.synthesizing import long_text, require_audible
from adapter_verify.talking import LONG, SHORT, TALKING, Listener, send_in_time, talking, tell
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import realtime_service_pb2 as pb

checks: Checks[Subject] = Checks("talk")
ANSWERED = "audio of an answer to the text"
PLAYED_MS = 100
LONG_ENOUGH = 120
"""Characters of what is said to compare its length in two formats."""


@checks
async def ready(subject: Subject) -> None:
    """`config` is answered by `ready`, and the stream ends when our half does."""
    async with talking(subject) as stream:
        await Listener(stream).finish()


@checks
async def silence_only(subject: Subject) -> None:
    """A second of silence is no error, as it comes or all at once."""
    for form, sending in ((PHONE, send_in_time), (BROWSER, send)):
        async with talking(subject, form) as stream:
            await sending(stream, silence(1_000, form), form)
            await Listener(stream, form).finish()


@checks
async def answers(subject: Subject) -> None:
    """A text is answered by audio and one answer_end of the same number, each time."""
    async with talking(subject) as stream:
        listener = Listener(stream)
        for _ in range(2):
            await tell(stream, SHORT)
            answer = await listener.answer(ANSWERED)
            require_audible(bytes(answer.audio), PHONE)
            _require_outcome(answer.outcome, pb.ANSWER_OUTCOME_COMPLETED)
        await listener.finish()


@checks
async def formats(subject: Subject) -> None:
    """Audio has the format asked for: the same words last about as long in every one."""
    words = long_text(subject, LONG_ENOUGH)
    durations: dict[Format, float] = {}
    for form in (PHONE, BROWSER):
        async with talking(subject, form) as stream:
            await tell(stream, f"Please say exactly this, once and nothing else: {words}")
            answer = await Listener(stream, form).answer(ANSWERED)
        require_audible(bytes(answer.audio), form)
        durations[form] = form.duration_ms(bytes(answer.audio))
    shortest, longest = min(durations.values()), max(durations.values())
    came = ", ".join(f"{duration:.0f} ms in {form}" for form, duration in durations.items())
    require(longest <= 2 * shortest + 500, "about the same length in every format", came)


@checks
async def remembers(subject: Subject) -> None:
    """A conversation has instructions and what was said before."""
    messages = (
        lm_pb2.Message(role=lm_pb2.MESSAGE_ROLE_ASSISTANT, text="Good morning!"),
        lm_pb2.Message(role=lm_pb2.MESSAGE_ROLE_USER, text="Good morning. 🎉 Are you open?"),
        lm_pb2.Message(role=lm_pb2.MESSAGE_ROLE_ASSISTANT, text="We are."),
    )
    instructions = "You are the reception of a clinic."
    async with talking(subject, instructions=instructions, messages=messages) as stream:
        await tell(stream, SHORT)
        await Listener(stream).answer(ANSWERED)


@checks
async def interrupt(subject: Subject) -> None:
    """`interrupt` ends the answer under way; no audio of it follows, and the next text is answered."""
    async with talking(subject) as stream:
        listener = Listener(stream)
        await tell(stream, LONG)
        answer = await listener.begun("audio of a long answer")
        await stream.say(interrupt=pb.Interrupt())
        listener.interrupted()
        await stream.say(played=pb.Played(answer=answer.number, played_ms=PLAYED_MS))
        await listener.ended(answer, f"the answer_end of answer {answer.number}, which was interrupted")
        await tell(stream, SHORT)
        later = await listener.answer("audio of the next answer")
        require_audible(bytes(later.audio), PHONE)
        await listener.finish()
    if answer.outcome == pb.ANSWER_OUTCOME_COMPLETED:
        raise Skipped("its answer was complete before it was interrupted")
    _require_outcome(answer.outcome, pb.ANSWER_OUTCOME_INTERRUPTED)


@checks
async def interrupt_when_silent(subject: Subject) -> None:
    """`interrupt` without an answer under way is no error."""
    async with talking(subject) as stream:
        await stream.say(interrupt=pb.Interrupt())
        await tell(stream, SHORT)
        await Listener(stream).answer(ANSWERED)


@checks
async def two_callers(subject: Subject) -> None:
    """Conversations do not know of each other."""
    async with talking(subject) as one, talking(subject) as other:
        await tell(one, SHORT)
        await tell(other, SHORT)
        for stream in (other, one):
            await Listener(stream).answer(ANSWERED)


@checks
async def canceled(subject: Subject) -> None:
    """A caller who is gone in the middle of an answer leaves room for the next."""
    async with talking(subject) as stream:
        await tell(stream, LONG)
        await Listener(stream).begun("audio of a long answer")
    async with talking(subject) as stream:
        await tell(stream, SHORT)
        await Listener(stream).answer(ANSWERED)


@checks
async def half_closed(subject: Subject) -> None:
    """The stream ends when our half does, also in the middle of an answer."""
    async with talking(subject) as stream:
        listener = Listener(stream)
        await tell(stream, LONG)
        await listener.begun("audio of a long answer")
        await listener.finish()


@checks
async def wrong_temperature(subject: Subject) -> None:
    """A temperature above 2 is refused by name."""
    await TALKING.require_wrong(subject, "temperature", temperature=3)


add_dialog_refusals(checks, TALKING)


def _require_outcome(outcome: int, wanted: int) -> None:
    expected, came = (pb.AnswerOutcome.Name(pb.AnswerOutcome.ValueType(each)) for each in (wanted, outcome))
    require(outcome == wanted, expected, came)
