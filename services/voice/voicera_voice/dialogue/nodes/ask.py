"""Asks something open and goes on by what the caller meant."""

from collections.abc import Iterator

from voicera.agents.v1 import graph_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.edges import by_rule, leave
from voicera_voice.dialogue.expectation import answers_to
from voicera_voice.dialogue.intents import Match, intent_edges, match_intent, match_key
from voicera_voice.dialogue.interface import IntentMatched, Listen
from voicera_voice.dialogue.moves import Go, Move
from voicera_voice.dialogue.reprompts import Reprompts

_ATTEMPTS = 2


class Ask:
    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node = node
        self._context = context
        self._intents = intent_edges(node)
        self._reprompts = Reprompts(node.ask.prompt, node.ask.reprompts, node.ask.max_attempts or _ATTEMPTS)

    def enter(self) -> Iterator[Move]:
        self._reprompts.reset()
        yield from self._context.say(self._node.ask.prompt, self._node.id)
        yield self.listen()

    def listen(self) -> Listen:
        keys = any(edge.intent.digit for edge in self._intents)
        vocabulary = self._context.spec.vocabulary
        return Listen(answers_to(self._node, vocabulary, self._context.memory.choices, takes_digits=keys))

    def resume(self) -> Iterator[Move]:
        yield from self._context.say(self._node.ask.prompt, self._node.id)
        yield self.listen()

    def hear(self, text: str) -> Iterator[Move]:
        memory = self._context.memory
        match = match_intent(self._intents, text, memory.choices, self._context.lexicon)
        if match is not None:
            yield from self._understood(match, text)
            return
        yield from self._keep(text)
        if text and (not self._intents or by_rule(self._node, memory)):
            yield leave(self._node, memory)
            return
        yield from self._ask_again()

    def takes(self, digit: str) -> bool:
        return digit != "" and self.listen().expectation.takes_digits

    def press(self, digit: str) -> Iterator[Move]:
        edge = match_key(self._intents, digit)
        if edge is None:
            yield from self._ask_again()
            return
        yield IntentMatched(edge.intent.name)
        yield by_rule(self._node, self._context.memory) or Go(edge.to)

    def digits_timed_out(self) -> Iterator[Move]:
        yield self.listen()

    def _understood(self, match: Match, text: str) -> Iterator[Move]:
        memory = self._context.memory
        yield IntentMatched(match.edge.intent.name)
        yield from (memory.assign(name, value) for name, value in match.values.items())
        yield from self._keep(text)
        yield by_rule(self._node, memory) or Go(match.edge.to)

    def _keep(self, text: str) -> Iterator[Move]:
        if text and self._node.ask.answer_variable:
            yield self._context.memory.assign(self._node.ask.answer_variable, text)

    def _ask_again(self) -> Iterator[Move]:
        again = self._reprompts.next()
        if again is None:
            yield leave(self._node, self._context.memory)
            return
        yield from self._context.say(again, self._node.id)
        yield self.listen()
