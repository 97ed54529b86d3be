"""Decides which intent edge an answer means, without a model: the most similar example wins."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from voicera.agents.v1 import graph_pb2, spec_pb2
from voicera_voice.dialogue.choices import Mention, choose
from voicera_voice.dialogue.lexicon import Lexicon
from voicera_voice.dialogue.number_words import UNITS, spoken_words
from voicera_voice.dialogue.similarity import similarity
from voicera_voice.dialogue.template import fill, slots
from voicera_voice.dialogue.words import Words

_THRESHOLD = 0.75
Choices = Mapping[str, spec_pb2.Variable]


@dataclass(frozen=True, slots=True)
class Match:
    """An edge that was meant, and the values named along with it."""

    edge: graph_pb2.Edge
    values: Mapping[str, str]
    score: float


def intent_edges(node: graph_pb2.Node) -> tuple[graph_pb2.Edge, ...]:
    return tuple(edge for edge in node.edges if edge.WhichOneof("condition") == "intent")


def match_intent(
    edges: Iterable[graph_pb2.Edge], text: str, choices: Choices, lexicon: Lexicon
) -> Match | None:
    """Return the best match; of equal ones the first edge's. None if nothing is similar enough."""
    heard = spoken_words(text)
    best: Match | None = None
    for match in _matches(edges, heard, choices, lexicon):
        if match.score >= _THRESHOLD and (best is None or match.score > best.score):
            best = match
    return best


def match_key(edges: Iterable[graph_pb2.Edge], digit: str) -> graph_pb2.Edge | None:
    return next((edge for edge in edges if edge.intent.digit == digit), None)


def _matches(
    edges: Iterable[graph_pb2.Edge], heard: Words, choices: Choices, lexicon: Lexicon
) -> Iterator[Match]:
    named = cache(lambda name: choose(choices[name].options, heard, lexicon) if name in choices else None)
    for edge in edges:
        if heard and edge.intent.digit and _names_key(heard, edge.intent.digit):
            yield Match(edge, {}, 1.0)
        for example in edge.intent.examples:
            mentions = {name: named(name) for name in slots(example)}
            said = {name: mention for name, mention in mentions.items() if mention}
            if len(said) == len(mentions):
                values = {name: mention.value for name, mention in said.items()}
                yield Match(edge, values, similarity(heard, _fill(example, said, heard), lexicon))


def _names_key(heard: Words, digit: str) -> bool:
    """A caller who is told to press one may say "one", or "press one"."""
    name = {"*": "star", "#": "hash"}.get(digit) or next(
        n for n, worth in UNITS.items() if str(worth) == digit
    )
    return heard[-1] == name and all(word in {"press", "key", "number", "option"} for word in heard[:-1])


def _fill(example: str, said: Mapping[str, Mention], heard: Words) -> Words:
    """Put the caller's own words into the example's slots."""
    return spoken_words(fill(example, lambda name: " ".join(heard[said[name].start : said[name].end])))
