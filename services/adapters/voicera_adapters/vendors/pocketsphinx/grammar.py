"""Turns what the caller may say into a JSGF grammar, and recognized words back into how they were written.

    [hesitations] phrase [please]  |  any sounds

The second branch is a loop over the model's phones. Whatever fits it better than a phrase was something else, and is
rejected; `strictness` is the price each phone of it pays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from voicera_adapters.contract import Expectation
from voicera_adapters.vendors.pocketsphinx.words import Knows, Unit, UnknownWordError, spell
from voicera_kit.errors import invalid

_PHONES: Final = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
)
SOUND: Final = "sound-"
"""Begins the dictionary words that stand for one phone each; no written word holds the mark."""

HESITATIONS: Final = frozenset({"um", "uh", "er"})
_BEFORE: Final = ("um", "uh", "er")
"""No words that sound like the beginning of others: with "well", a Wednesday became "well, Tuesday"."""

_AFTER: Final = ("please", "okay", "thanks")
_FILLER_PRICE: Final = 0.01

MAX_PHRASES: Final = 2_000
MAX_PHRASE_CHARACTERS: Final = 200
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")


class Strictness(StrEnum):
    """How unlike its phrases speech may be before it is rejected."""

    OFF = "off"
    LENIENT = "lenient"
    NORMAL = "normal"
    STRICT = "strict"


_SOUND_PRICES: Final[Mapping[Strictness, str]] = {
    Strictness.LENIENT: "1e-15",
    Strictness.NORMAL: "1e-11",
    Strictness.STRICT: "1e-8",
}


@dataclass(frozen=True, slots=True)
class Grammar:
    """`dropped` counts phrases that hold a word without a pronunciation. Empty `jsgf` understands nothing."""

    jsgf: str = ""
    written: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    dropped: int = 0


def compile_grammar(
    expectation: Expectation, knows: Knows, strictness: Strictness = Strictness.NORMAL
) -> Grammar:
    """Raises InvalidArgument if a class is missing, bounds are passed or no phrase can be pronounced."""
    _check_bounds(expectation)
    source = _Source(expectation, knows)
    if not source.phrases:
        if source.dropped:
            raise invalid("expectation.phrases", "hold no phrase the English dictionary can pronounce")
        return Grammar()
    return Grammar("\n".join(_jsgf(source, strictness)), source.written, source.dropped)


def _check_bounds(expectation: Expectation) -> None:
    phrases = (*expectation.phrases, *(each for members in expectation.classes.values() for each in members))
    if len(phrases) > MAX_PHRASES:
        raise invalid("expectation.phrases", f"must be at most {MAX_PHRASES}, with those of the classes")
    if any(len(phrase) > MAX_PHRASE_CHARACTERS for phrase in phrases):
        raise invalid("expectation.phrases", f"must have at most {MAX_PHRASE_CHARACTERS} characters each")


class _Source:
    """The grammar's right-hand sides, with what was written for the words spoken."""

    def __init__(self, expectation: Expectation, knows: Knows) -> None:
        self._knows = knows
        self.written: dict[tuple[str, ...], str] = {}
        self.dropped = 0
        self._names = {name: f"class{at}" for at, name in enumerate(expectation.classes)}
        members = {self._names[name]: self._sides(each) for name, each in expectation.classes.items()}
        self.classes = {name: sides for name, sides in members.items() if sides}
        self.phrases = self._sides(expectation.phrases)

    def _sides(self, phrases: Iterable[str]) -> list[str]:
        sides = dict.fromkeys(self._side(phrase) for phrase in phrases)
        return [side for side in sides if side]

    def _side(self, phrase: str) -> str:
        """Return one right-hand side; empty if there is nothing to say in it or no way to say it."""
        try:
            return " ".join(self._words(phrase))
        except UnknownWordError:
            self.dropped += 1
            return ""

    def _words(self, phrase: str) -> Iterator[str]:
        for at, part in enumerate(_PLACEHOLDER.split(phrase)):
            if at % 2:
                yield self._reference(part)
                continue
            for unit in spell(part, self._knows):
                self._remember(unit)
                yield from unit.spoken

    def _reference(self, name: str) -> str:
        if name not in self._names:
            raise invalid("expectation.classes", f"must hold the class {{{name}}} used in a phrase")
        if self._names[name] not in self.classes:
            raise UnknownWordError
        return f"<{self._names[name]}>"

    def _remember(self, unit: Unit) -> None:
        if " ".join(unit.spoken) != unit.written:
            self.written.setdefault(unit.spoken, unit.written)


def _jsgf(source: _Source, strictness: Strictness) -> Iterator[str]:
    price = _SOUND_PRICES.get(strictness)
    yield "#JSGF V1.0;"
    yield "grammar call;"
    yield f"public <said> = <before> <phrase> <after>{' | <sounds>' if price else ''};"
    yield f"<before> = <NULL> | /{_FILLER_PRICE}/ <hm> | /{_FILLER_PRICE**2}/ <hm> <hm>;"
    yield f"<hm> = {' | '.join(_BEFORE)};"
    yield f"<after> = <NULL> | /{_FILLER_PRICE}/ <polite>;"
    yield f"<polite> = {' | '.join(_AFTER)};"
    if price:
        yield f"<sounds> = <sound> | /{price}/ <sound> <sounds>;"
        yield f"<sound> = {' | '.join(sound_words())};"
    yield f"<phrase> = {' | '.join(source.phrases)};"
    for name, members in source.classes.items():
        yield f"<{name}> = {' | '.join(members)};"


def sound_words() -> Mapping[str, str]:
    """Return the dictionary words of the sound loop with the phone each stands for."""
    return {f"{SOUND}{phone.lower()}": phone for phone in _PHONES.split()}


def restore(words: Sequence[str], written: Mapping[tuple[str, ...], str]) -> list[tuple[str, slice]]:
    """Return what was written for the spoken words, longest match first, each with the words it came from."""
    longest = max((len(each) for each in written), default=1)
    restored: list[tuple[str, slice]] = []
    at = 0
    while at < len(words):
        length = next((size for size in range(longest, 0, -1) if tuple(words[at : at + size]) in written), 1)
        spoken = tuple(words[at : at + length])
        restored.append((written.get(spoken, words[at]), slice(at, at + length)))
        at += length
    return restored
