"""Finds the values of a CHOICE variable in what the caller said."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.number_words import spoken_words
from voicera_voice.dialogue.words import Words

_LONGEST_NAME = 10
_ALIKE = 85
_SHORTEST_GUESS = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A value named by the words from `start` up to `end`."""

    value: str
    start: int
    end: int


def names_of(option: spec_pb2.ChoiceOption) -> tuple[str, ...]:
    """Return every way to say the option, the value first."""
    return (option.value, *option.synonyms)


def choose(options: Iterable[spec_pb2.ChoiceOption], heard: Words, lexicon: Lexicon) -> Mention | None:
    """Return the one value meant; None if there is none, or several and no correction between them.

    `heard` are spoken words. "Not monday" does not mean monday; "monday, no, tuesday" means tuesday.
    """
    names = _names(options)
    found = list(_exact(names, heard)) or list(_alike(names, heard))
    wanted = [mention for mention in found if not _negated(mention, heard, lexicon)]
    if len({mention.value for mention in wanted}) > 1:
        wanted = _corrected(wanted, heard, lexicon)
    return wanted[-1] if len({mention.value for mention in wanted}) == 1 else None


def _names(options: Iterable[spec_pb2.ChoiceOption]) -> dict[str, str]:
    """Map names without spaces, so that "check up" is "checkup" and "10 am" is "ten a m", to values."""
    names: dict[str, str] = {}
    for option in options:
        for name in names_of(option):
            names.setdefault("".join(spoken_words(name)), option.value)
    names.pop("", None)
    return names


def _exact(names: dict[str, str], heard: Words) -> Iterator[Mention]:
    start = 0
    while start < len(heard):
        mention = _longest_at(start, names, heard)
        if mention is not None:
            yield mention
        start = mention.end if mention else start + 1


def _longest_at(start: int, names: dict[str, str], heard: Words) -> Mention | None:
    for end in range(min(len(heard), start + _LONGEST_NAME), start, -1):
        value = names.get("".join(heard[start:end]))
        if value is not None:
            return Mention(value, start, end)
    return None


def _alike(names: dict[str, str], heard: Words) -> Iterator[Mention]:
    """Find the words most like a name: a recognizer's spelling, or a slip of the tongue."""
    best: tuple[float, Mention] | None = None
    for start, end, joined in _guesses(heard):
        for name, value in names.items():
            score = fuzz.ratio(joined, name, score_cutoff=_ALIKE) if len(name) >= _SHORTEST_GUESS else 0
            if score and (best is None or score > best[0]):
                best = (score, Mention(value, start, end))
    if best is not None:
        yield best[1]


def _guesses(heard: Words) -> Iterator[tuple[int, int, str]]:
    for start in range(len(heard)):
        for end in range(start + 1, min(len(heard), start + 4) + 1):
            joined = "".join(heard[start:end])
            if len(joined) >= _SHORTEST_GUESS:
                yield start, end, joined


def _negated(mention: Mention, heard: Words, lexicon: Lexicon) -> bool:
    before = [word for word in heard[: mention.start] if word not in lexicon.fillers]
    return bool(before) and before[-1] in lexicon.negations - lexicon.no


def _corrected(mentions: list[Mention], heard: Words, lexicon: Lexicon) -> list[Mention]:
    corrections = [index for index, word in enumerate(heard) if word in lexicon.corrections]
    return [mention for mention in mentions if corrections and mention.start > corrections[-1]]
