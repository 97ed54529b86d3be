"""Reads the value of a variable from speech, keys or a tool's argument, by the variable's type."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from voicera.agents.v1 import spec_pb2
from voicera_voice.dialogue.choices import choose, names_of
from voicera_voice.dialogue.extraction import extracted
from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.number_words import spoken_words
from voicera_voice.dialogue.numbers import parse_number, plain
from voicera_voice.dialogue.spoken_digits import parse_digits
from voicera_voice.dialogue.words import letters_in

_TRUE, _FALSE = "true", "false"


def parse_spoken(
    variable: spec_pb2.Variable, text: str, lexicon: Lexicon, phrases: Iterable[str] = ()
) -> str | None:
    """Return the value the caller said; None if there is none, or it is unclear which."""
    parse = _SPOKEN.get(variable.type, _text)
    for candidate in (*extracted(text, phrases, variable.name), text):
        value = parse(variable, candidate, lexicon)
        if value is not None:
            return value
    return None


def parse_keys(variable: spec_pb2.Variable, keys: str) -> str | None:
    """Return the value keyed in: a CHOICE by name or by its place from 1, a BOOLEAN by 1 and 2."""
    if variable.type == spec_pb2.VARIABLE_TYPE_CHOICE:
        return _keyed_choice(variable, keys)
    if variable.type == spec_pb2.VARIABLE_TYPE_BOOLEAN:
        return {"1": _TRUE, "2": _FALSE}.get(keys)
    if variable.type == spec_pb2.VARIABLE_TYPE_NUMBER:
        return str(int(keys)) if keys.isdecimal() else None
    return keys or None


def _keyed_choice(variable: spec_pb2.Variable, keys: str) -> str | None:
    places = {str(place): option.value for place, option in enumerate(variable.options, start=1)}
    named = {name: option.value for option in variable.options for name in names_of(option)}
    return named.get(keys) or places.get(keys)


def parse_argument(variable: spec_pb2.Variable, argument: object, lexicon: Lexicon) -> str | None:
    """Return the value a language model gave as JSON; None if the variable does not take it."""
    if isinstance(argument, bool):
        argument = _TRUE if argument else _FALSE
    elif isinstance(argument, float) and argument.is_integer():
        argument = int(argument)
    return parse_spoken(variable, str(argument), lexicon)


def _text(_: spec_pb2.Variable, text: str, __: Lexicon) -> str | None:
    return text.strip() if letters_in(text) else None


def _choice(variable: spec_pb2.Variable, text: str, lexicon: Lexicon) -> str | None:
    mention = choose(variable.options, spoken_words(text), lexicon)
    return mention.value if mention else None


def _number(_: spec_pb2.Variable, text: str, __: Lexicon) -> str | None:
    number = parse_number(text)
    return None if number is None else plain(number)


def _digits(_: spec_pb2.Variable, text: str, lexicon: Lexicon) -> str | None:
    return parse_digits(text, lexicon) or None


def _boolean(_: spec_pb2.Variable, text: str, lexicon: Lexicon) -> str | None:
    words = spoken_words(text)
    content = lexicon.content(words)
    says_yes = "yes" in content or _TRUE in words
    says_no = "no" in content or _FALSE in words
    if says_yes == says_no:
        return None
    negated = any(word in lexicon.negations - lexicon.no for word in words)
    return _TRUE if says_yes and not negated else _FALSE


_Parser = Callable[[spec_pb2.Variable, str, Lexicon], str | None]
_SPOKEN: Mapping[int, _Parser] = MappingProxyType({
    spec_pb2.VARIABLE_TYPE_UNSPECIFIED: _text,
    spec_pb2.VARIABLE_TYPE_TEXT: _text,
    spec_pb2.VARIABLE_TYPE_CHOICE: _choice,
    spec_pb2.VARIABLE_TYPE_NUMBER: _number,
    spec_pb2.VARIABLE_TYPE_DIGITS: _digits,
    spec_pb2.VARIABLE_TYPE_BOOLEAN: _boolean,
})
