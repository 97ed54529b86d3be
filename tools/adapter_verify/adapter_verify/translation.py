"""Checks of Translate."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from adapter_verify.checks import Checks, Failed, require
from adapter_verify.refusal import Refusal, invalid
from adapter_verify.refusing import add_model_refusal, add_refusals
from adapter_verify.subject import UNSPOKEN, Subject
from adapter_verify.usage import require_usage
from voicera.ai.v1 import translation_service_pb2 as pb
from voicera.ai.v1 import translation_service_pb2_grpc as pb_grpc

checks: Checks[Subject] = Checks("translate")
NUMBERED = ("Room 4711", "Room 8502", "Room 1936", "Room 6040")
MOST_TEXTS, LONGEST = 50, 5_000


async def translated(subject: Subject, texts: Sequence[str], **changes: Any) -> pb.TranslateResponse:
    """Raises Refusal."""
    given = {
        "adapter": subject.adapter.id,
        "model": subject.model,
        "texts": texts,
        "source_language": subject.language,
        "target_language": subject.target_language,
        "settings": subject.settings,
    }
    stub: Any = pb_grpc.TranslationServiceStub(subject.server.channel)
    request = pb.TranslateRequest(**{**given, **changes})
    answer: pb.TranslateResponse = await subject.server.ask(stub.Translate, request, "translations")
    require(len(answer.texts) == len(request.texts), f"{len(request.texts)} texts", len(answer.texts))
    require(answer.processing_ms >= 0, "processing_ms that is not negative", answer.processing_ms)
    require_usage(answer.usage)
    return answer


async def translation_of(subject: Subject, texts: Sequence[str], **changes: Any) -> Sequence[str]:
    try:
        return (await translated(subject, texts, **changes)).texts
    except Refusal as refusal:
        raise subject.rethrow(refusal, "translations") from None


async def require_wrong(
    subject: Subject, field: str, texts: Sequence[str] = ("Hello.",), **changes: Any
) -> None:
    try:
        answer = await translated(subject, texts, **changes)
    except Refusal as refusal:
        subject.require_invalid(refusal, field)
    else:
        raise Failed(invalid(field), f"translations: {list(answer.texts)}")


async def require_handled(subject: Subject, texts: Sequence[str], **changes: Any) -> None:
    """They are translated, or refused with an error that says so."""
    try:
        await translated(subject, texts, **changes)
    except Refusal as refusal:
        subject.require_typed(refusal)


@checks
async def one(subject: Subject) -> None:
    """A text is translated."""
    [text] = await translation_of(subject, ["Good morning."])
    require(text.strip(), "words", "none")


@checks
async def in_order(subject: Subject) -> None:
    """There is one translation for each text, in order."""
    found = await translation_of(subject, NUMBERED)
    for text, translation in zip(NUMBERED, found, strict=True):
        others = [_digits(each) for each in NUMBERED if each != text]
        require(_digits(translation) not in others, f"the translation of {text!r}", repr(translation))


@checks
async def most(subject: Subject) -> None:
    """A request may hold 50 texts."""
    await translation_of(subject, [f"Room {100 + each}" for each in range(MOST_TEXTS)])


@checks
async def blank(subject: Subject) -> None:
    """Texts with nothing in them break nothing."""
    await require_handled(subject, ["Good morning.", "", " ", "🎉"])


@checks
async def longest(subject: Subject) -> None:
    """A text of 5000 characters is translated, or refused with an error that says so."""
    await require_handled(subject, [("Good morning. " * LONGEST)[:LONGEST]])


@checks
async def terms(subject: Subject) -> None:
    """A glossary and a tone are used or left alone, never an error."""
    formality = pb.FORMALITY_FORMAL
    await translation_of(subject, ["Good morning."], glossary={"morning": "MORNING"}, formality=formality)


@checks
async def no_texts(subject: Subject) -> None:
    """A request without texts is refused by name."""
    await require_wrong(subject, "texts", ())


@checks
async def too_many(subject: Subject) -> None:
    """More than 50 texts are refused by name."""
    await require_wrong(subject, "texts", ["Hello."] * (MOST_TEXTS + 1))


@checks
async def too_long(subject: Subject) -> None:
    """A text of more than 5000 characters is refused by name."""
    await require_wrong(subject, "texts", ["x" * (LONGEST + 1)])


@checks
async def unknown_source(subject: Subject) -> None:
    """A language it does not translate from is refused by name."""
    subject.require_unspoken()
    await require_wrong(subject, "source_language", source_language=UNSPOKEN)


@checks
async def unknown_target(subject: Subject) -> None:
    """A language it does not translate to is refused by name."""
    subject.require_unspoken()
    await require_wrong(subject, "target_language", target_language=UNSPOKEN)


add_refusals(checks, require_wrong)
add_model_refusal(checks, require_wrong)


def _digits(text: str) -> str:
    """Return its digits, of any script."""
    return "".join(str(unicodedata.digit(each)) for each in text if unicodedata.digit(each, None) is not None)
