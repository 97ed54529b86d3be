"""Asks until it has a valid value for a variable, or has asked often enough."""

from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2, spec_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.digits import KeyCollector
from voicera_voice.dialogue.edges import leave
from voicera_voice.dialogue.expectation import values_of
from voicera_voice.dialogue.intents import Match, intent_edges, match_intent, match_key
from voicera_voice.dialogue.interface import IntentMatched, Listen
from voicera_voice.dialogue.moves import Go, Move
from voicera_voice.dialogue.reprompts import Reprompts
from voicera_voice.dialogue.values import parse_keys, parse_spoken

_ATTEMPTS = 3
_TEXT = (spec_pb2.VARIABLE_TYPE_UNSPECIFIED, spec_pb2.VARIABLE_TYPE_TEXT)


class Collect:
    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        collect = node.collect
        self._node = node
        self._context = context
        self._variable = context.memory.variable(collect.variable)
        self._intents = intent_edges(node)
        self._keys = KeyCollector(collect.digits)
        self._takes_keys = collect.HasField("digits") or self._variable.type == spec_pb2.VARIABLE_TYPE_DIGITS
        self._reprompts = Reprompts(collect.prompt, collect.reprompts, collect.max_attempts or _ATTEMPTS)

    def enter(self) -> Iterator[Move]:
        self._reprompts.reset()
        self._keys.clear()
        if self._context.memory.value(self._variable.name):
            yield leave(self._node, self._context.memory)
            return
        yield from self._context.say(self._node.collect.prompt, self._node.id)
        yield self.listen()

    def listen(self) -> Listen:
        context = self._context
        expectation = values_of(
            self._node,
            self._variable,
            context.spec.vocabulary,
            context.memory.choices,
            context.lexicon,
            context.tongue.thought,
            takes_digits=self._takes_keys or any(edge.intent.digit for edge in self._intents),
        )
        return Listen(expectation, digit_timeout_ms=self._keys.pause_ms)

    def resume(self) -> Iterator[Move]:
        self._keys.clear()
        yield from self._context.say(self._node.collect.prompt, self._node.id)
        yield self.listen()

    def hear(self, text: str) -> Iterator[Move]:
        if self._keys.collecting and not text:
            yield self.listen()
            return
        self._keys.clear()
        choices, lexicon = self._context.memory.choices, self._context.lexicon
        value = self._parse(text)
        intent = match_intent(self._intents, text, choices, lexicon)
        if intent and (value is None or self._variable.type in _TEXT):
            yield from self._follow(intent)
        else:
            yield from self._take(value)

    def takes(self, digit: str) -> bool:
        return self._is_input(digit) or match_key(self._intents, digit) is not None

    def press(self, digit: str) -> Iterator[Move]:
        edge = None if self._is_input(digit) else match_key(self._intents, digit)
        if edge is not None:
            yield IntentMatched(edge.intent.name)
            yield Go(edge.to)
            return
        keys = self._keys.press(digit)
        if keys is None:
            yield self.listen()
        else:
            yield from self._take_keys(keys)

    def digits_timed_out(self) -> Iterator[Move]:
        if self._keys.collecting:
            yield from self._take_keys(self._keys.finish())
        else:
            yield self.listen()

    def _is_input(self, digit: str) -> bool:
        return self._takes_keys and self._keys.takes(digit)

    def _parse(self, text: str) -> str | None:
        value = parse_spoken(self._variable, text, self._context.lexicon, self._node.collect.phrases)
        is_keys = self._variable.type == spec_pb2.VARIABLE_TYPE_DIGITS
        return None if value and is_keys and not self._keys.fits(value) else value

    def _follow(self, match: Match) -> Iterator[Move]:
        yield IntentMatched(match.edge.intent.name)
        yield from (self._context.memory.assign(name, value) for name, value in match.values.items())
        yield Go(match.edge.to)

    def _take_keys(self, keys: str) -> Iterator[Move]:
        return self._take(parse_keys(self._variable, keys) if self._keys.fits(keys) else None)

    def _take(self, value: str | None) -> Iterator[Move]:
        memory = self._context.memory
        if value is not None:
            yield memory.assign(self._variable.name, value)
            yield leave(self._node, memory)
            return
        again = self._reprompts.next()
        if again is None:
            yield leave(self._node, memory)
            return
        yield from self._context.say(again, self._node.id)
        yield self.listen()
