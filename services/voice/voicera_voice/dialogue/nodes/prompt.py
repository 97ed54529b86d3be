"""Lets a language model hold the conversation until an edge is taken."""

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Final

from voicera.agents.v1 import graph_pb2
from voicera.media.v1 import call_pb2
from voicera_kit.errors import Internal, ServiceError
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.edges import by_rule, leave
from voicera_voice.dialogue.expectation import answers_to
from voicera_voice.dialogue.history import Answer, History
from voicera_voice.dialogue.instructions import system_message
from voicera_voice.dialogue.intents import intent_edges, match_key
from voicera_voice.dialogue.interface import (
    HangUp,
    IntentMatched,
    Listen,
    ModelMessage,
    ModelTimed,
    ModelToolCall,
    ToolCalled,
)
from voicera_voice.dialogue.moves import Go, Move, Piece, Think
from voicera_voice.dialogue.streams import closing
from voicera_voice.dialogue.tools import Outcome, Toolbox
from voicera_voice.speech.normalize import speakable
from voicera_voice.speech.sentences import SentenceSplitter

_MOST_ROUNDS = 8
_MOST_FAILURES = 2
Batch = tuple[Move, ...]


class Prompt:
    def __init__(self, node: graph_pb2.Node, context: Context) -> None:
        self._node: Final = node
        self._context = context
        self._history = History()
        self._toolbox = Toolbox(node, context)
        self._turns = 0
        self._failures = 0
        self._timed = False

    def enter(self) -> Iterator[Move]:
        self._turns = self._failures = 0
        self._take_over()
        if not self._node.prompt.opening:
            yield Think(self._answer)
            return
        answer = self._history.answer()
        answer.pieces.extend(self._context.say(self._node.prompt.opening, self._node.id))
        yield from answer.pieces
        yield self.listen()

    def _take_over(self) -> None:
        """Let the model know what the caller wanted and what was just said."""
        heard = self._context.last_heard
        if heard and heard != self._history.last_heard:
            self._history.hear(heard)
        self._history.answer().pieces.extend(self._context.take_said())

    def listen(self) -> Listen:
        choices, vocabulary = self._context.memory.choices, self._context.spec.vocabulary
        keys = any(edge.intent.digit for edge in intent_edges(self._node))
        return Listen(answers_to(self._node, vocabulary, choices, takes_digits=keys))

    def resume(self) -> Iterator[Move]:
        yield Think(self._answer)

    def overhear(self, texts: Sequence[str]) -> None:
        self._history.overhear(texts)

    def said(self, pieces: Iterable[Piece]) -> None:
        """The agent said this because an operator wanted it to."""
        self._history.answer().pieces.extend(pieces)

    def hear(self, text: str) -> Iterator[Move]:
        if not text:
            yield from self._context.say_phrase(lambda phrases: phrases.say_again, self._node.id)
            yield self.listen()
            return
        self._turns += 1
        self._history.hear(text)
        yield Think(self._answer)

    def takes(self, digit: str) -> bool:
        return match_key(intent_edges(self._node), digit) is not None

    def press(self, digit: str) -> Iterator[Move]:
        edge = match_key(intent_edges(self._node), digit)
        if edge is not None:
            yield IntentMatched(edge.intent.name)
            yield Go(edge.to)

    def digits_timed_out(self) -> Iterator[Move]:
        yield self.listen()

    async def _answer(self) -> AsyncIterator[Batch]:
        self._timed = False
        try:
            async with closing(self._rounds()) as batches:
                async for batch in batches:
                    yield batch
        except ServiceError as failure:
            yield tuple(self._apologize(failure))

    async def _rounds(self) -> AsyncIterator[Batch]:
        """Ask the model, and again with the results of the tools it called."""
        for _ in range(_MOST_ROUNDS):
            answer = self._history.answer()
            calls: list[ModelToolCall] = []
            async with closing(self._generate(answer, calls)) as batches:
                async for batch in batches:
                    yield batch
            if not calls:
                yield (self._finish(answer),)
                return
            batch = tuple(self._carry_out(answer, calls))
            yield batch
            if any(isinstance(move, Go) for move in batch):
                return
        raise Internal("the model calls tools without end")

    async def _generate(self, answer: Answer, calls: list[ModelToolCall]) -> AsyncIterator[Batch]:
        """Yield the model's words in pieces; keep its tool calls for when it has finished."""
        if self._context.model is None:
            raise Internal("the agent has no language model")
        splitter = SentenceSplitter()
        async with closing(self._context.model.generate(self._messages(), self._toolbox.offered)) as deltas:
            async for delta in deltas:
                if isinstance(delta, ModelToolCall):
                    calls.append(delta)
                    continue
                if not self._timed:
                    self._timed = True
                    yield (ModelTimed(delta.processing_ms),)
                for piece in self._pieces(splitter.feed(delta.text), answer):
                    yield (piece,)
        for piece in self._pieces(splitter.flush(), answer):
            yield (piece,)

    def _messages(self) -> list[ModelMessage]:
        instructions = self._context.memory.fill(self._node.prompt.instructions)
        language = self._context.tongue.thought
        whispers = self._context.whispers
        system = system_message(instructions, language, whispers, last=self._is_last_turn())
        return [ModelMessage("system", system), *self._history.messages()]

    def _pieces(self, sentences: list[str], answer: Answer) -> Iterator[Piece]:
        for sentence in sentences:
            text = speakable(sentence)
            if text:
                piece = Piece(text, self._node.id)
                answer.pieces.append(piece)
                yield piece

    def _finish(self, answer: Answer) -> Move:
        if not answer.pieces:
            raise Internal("the model gave an empty answer")
        self._failures = 0
        return leave(self._node, self._context.memory) if self._is_last_turn() else self.listen()

    def _is_last_turn(self) -> bool:
        return 0 < self._node.prompt.max_turns <= self._turns

    def _carry_out(self, answer: Answer, calls: list[ModelToolCall]) -> Iterator[Move]:
        answer.calls = tuple(calls)
        outcomes = [self._toolbox.call(call) for call in calls]
        for call, outcome in zip(calls, outcomes, strict=True):
            self._history.add_result(call, outcome.result_json)
            arguments = json.dumps(dict(call.arguments), ensure_ascii=False)
            yield ToolCalled(call.name, arguments, outcome.result_json)
            yield from outcome.assigned
        yield from self._way_out(outcomes)

    def _way_out(self, outcomes: list[Outcome]) -> Iterator[Move]:
        edge = next((outcome.edge for outcome in outcomes if outcome.edge), None)
        if edge is not None:
            yield IntentMatched(edge.intent.name)
        changed = any(outcome.assigned for outcome in outcomes)
        by_rules = by_rule(self._node, self._context.memory) if changed else None
        if by_rules or edge is not None:
            yield by_rules or Go(edge.to if edge else "")

    def _apologize(self, failure: ServiceError) -> Iterator[Move]:
        self._failures += 1
        if self._failures < _MOST_FAILURES:
            yield from self._context.say_phrase(lambda phrases: phrases.say_again, self._node.id)
            yield self.listen()
            return
        yield from self._context.say_phrase(
            lambda phrases: phrases.trouble, self._node.id, interruptible=False
        )
        yield HangUp(call_pb2.END_REASON_PROVIDER_FAILED, detail=failure.reason)
