"""Reads keys from speech: "nine eight double zero", "ninety eight", "98 00"."""

from collections.abc import Iterator

from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.number_words import INDIAN_DIGITS, TENS, UNITS
from voicera_voice.dialogue.words import Words, words_of

DIGIT_WORDS = tuple(UNITS)[:10]
_TIMES = {"double": 2, "triple": 3, "treble": 3, "डबल": 2, "ट्रिपल": 3}
_ZERO = frozenset({"oh", "o"})
_TEN = 10


def parse_digits(text: str, lexicon: Lexicon) -> str:
    """Return the longest stretch of digits, of equal ones the first; empty if there are none."""
    return max(_runs(words_of(text), lexicon), key=len, default="")


def _runs(words: Words, lexicon: Lexicon) -> Iterator[str]:
    run, position = "", 0
    while position < len(words):
        digits, used = _read(words[position:], after_digits=bool(run))
        if digits:
            run += digits
        elif words[position] not in lexicon.fillers:
            yield run
            run = ""
        position += max(used, 1)
    yield run


def _read(words: Words, *, after_digits: bool) -> tuple[str, int]:
    """Return the digits the words begin with, and how many words those are."""
    word, following = words[0], words[1] if len(words) > 1 else ""
    if word in _TIMES:
        digits, used = _read(words[1:], after_digits=False) if following else ("", 0)
        return (digits * _TIMES[word], used + 1) if len(digits) == 1 else ("", 1)
    if word in _ZERO and after_digits:
        return "0", 1
    if word in TENS:
        unit = UNITS.get(following, 0)
        return (str(TENS[word] + unit), 2) if 0 < unit < _TEN else (str(TENS[word]), 1)
    return _digit(word), 1


def _digit(word: str) -> str:
    if word == "hundred":
        return "00"
    if word.isdecimal():
        return word
    worth = UNITS.get(word, INDIAN_DIGITS.get(word))
    return "" if worth is None else str(worth)
