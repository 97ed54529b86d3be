"""Says what the caller may answer to a node, for recognizers that know only what they are told."""

from collections.abc import Iterable, Iterator

from voicera.agents.v1 import graph_pb2, spec_pb2
from voicera_voice.dialogue.choices import names_of
from voicera_voice.dialogue.intents import Choices, intent_edges
from voicera_voice.dialogue.interface import Expectation
from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.number_words import spell
from voicera_voice.dialogue.spoken_digits import DIGIT_WORDS
from voicera_voice.dialogue.template import slots

_ENGLISH_FRAMES = ("a {}", "the {}", "on {}", "in the {}", "i would like a {}", "i want {}")
_MOST_SPOKEN_DIGITS = 12
_Classes = dict[str, tuple[str, ...]]


def answers_to(
    node: graph_pb2.Node, vocabulary: Iterable[str], choices: Choices, *, takes_digits: bool
) -> Expectation:
    """Return the expectation of an ASK or PROMPT: its intents' examples and the agent's vocabulary."""
    phrases = _examples(node)
    classes = {name: _names(choices[name]) for phrase in phrases for name in slots(phrase) if name in choices}
    return _expect((*phrases, *vocabulary), classes, takes_digits=takes_digits)


def values_of(
    node: graph_pb2.Node,
    variable: spec_pb2.Variable,
    vocabulary: Iterable[str],
    choices: Choices,
    lexicon: Lexicon,
    language: str,
    *,
    takes_digits: bool,
) -> Expectation:
    """Return the expectation of a COLLECT: the variable's values, alone and in sentences."""
    values = tuple(_values(variable, lexicon))
    intents = answers_to(node, (), choices, takes_digits=takes_digits)
    classes = {**intents.classes, variable.name: values} if values else dict(intents.classes)
    phrases = (
        *_frames(variable, node.collect.digits, language),
        *node.collect.phrases,
        *intents.phrases,
        *vocabulary,
    )
    return _expect(phrases, classes, takes_digits=takes_digits)


def _examples(node: graph_pb2.Node) -> tuple[str, ...]:
    return tuple(example for edge in intent_edges(node) for example in edge.intent.examples)


def _expect(phrases: Iterable[str], classes: _Classes, *, takes_digits: bool) -> Expectation:
    """Keep each phrase once, and none with a slot nobody knows the words for."""
    known = (phrase for phrase in phrases if all(name in classes for name in slots(phrase)))
    return Expectation(tuple(dict.fromkeys(known)), classes, takes_digits)


def _names(variable: spec_pb2.Variable) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for option in variable.options for name in names_of(option)))


def _values(variable: spec_pb2.Variable, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words for the values, or for each of a value's digits."""
    match variable.type:
        case spec_pb2.VARIABLE_TYPE_CHOICE:
            yield from _names(variable)
        case spec_pb2.VARIABLE_TYPE_BOOLEAN:
            yield from (*lexicon.yes_phrases, *lexicon.no_phrases)
        case spec_pb2.VARIABLE_TYPE_NUMBER:
            yield from (spell(number) for number in range(101))
        case spec_pb2.VARIABLE_TYPE_DIGITS:
            yield from (*DIGIT_WORDS, "oh")


def _frames(variable: spec_pb2.Variable, keys: graph_pb2.DigitsInput, language: str) -> tuple[str, ...]:
    slot = f"{{{variable.name}}}"
    if variable.type == spec_pb2.VARIABLE_TYPE_DIGITS:
        return tuple(" ".join([slot] * count) for count in _lengths(keys))
    if variable.type == spec_pb2.VARIABLE_TYPE_CHOICE and language.lower().startswith("en"):
        return (slot, *(frame.format(slot) for frame in _ENGLISH_FRAMES))
    return (slot,)


def _lengths(keys: graph_pb2.DigitsInput) -> range:
    longest = min(keys.max_digits or _MOST_SPOKEN_DIGITS, _MOST_SPOKEN_DIGITS)
    return range(min(keys.min_digits or 1, longest), longest + 1)
