"""Runs an agent's graph: one stimulus in, the actions that follow from it out.

What follows from a stimulus is decided before it is yielded, so a caller who interrupts loses words, never a step.
Only a language model's answer is decided while it is spoken.
"""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voicera.media.v1 import call_pb2
from voicera_voice.dialogue.context import Context
from voicera_voice.dialogue.edges import broken
from voicera_voice.dialogue.interface import (
    Action,
    EnterNode,
    Expectation,
    HangUp,
    IntentMatched,
    Listen,
    Prompted,
    Say,
    TransferTo,
)
from voicera_voice.dialogue.moves import Go, Move, Piece, Think
from voicera_voice.dialogue.nodes.prompt import Prompt
from voicera_voice.dialogue.nodes.registry import make_step
from voicera_voice.dialogue.nodes.step import Step, WaitingStep
from voicera_voice.dialogue.silence import SilencePrompts
from voicera_voice.dialogue.streams import closing
from voicera_voice.dialogue.utterance import Utterance

_MOST_NODES = 100


class GraphDialogue:
    """Implements `Dialogue`."""

    def __init__(self, context: Context) -> None:
        spec = context.spec
        self._spec = spec
        self._context = context
        self._nodes = {node.id: node for node in spec.graph.nodes}
        self._steps: dict[str, Step] = {}
        self._node_id = spec.graph.start_node
        self._pending: deque[Move] = deque()
        self._utterance = Utterance()
        self._silence = SilencePrompts(spec.silence)
        self._entered = 0
        self._end: HangUp | TransferTo | None = None

    @property
    def node_id(self) -> str:
        return self._node_id

    @property
    def variables(self) -> Mapping[str, str]:
        return self._context.memory.variables

    def begin(self) -> AsyncIterator[Action]:
        return self._react(self._opening())

    def hear(self, text: str) -> AsyncIterator[Action]:
        return self._react(self._heard(text.strip()))

    def press(self, digit: str) -> AsyncIterator[Action]:
        self._silence.reset()
        step = self._waiting()
        if step is None or not step.takes(digit):
            return self._go_on()
        return self._react(step.press(digit))

    def digits_timed_out(self) -> AsyncIterator[Action]:
        step = self._waiting()
        return self._react(step.digits_timed_out() if step else iter(()))

    def stay_silent(self) -> AsyncIterator[Action]:
        return self._react(self._prompted())

    def run_out(self) -> AsyncIterator[Action]:
        return self._react(self._farewell(self._spec.limits.farewell, call_pb2.END_REASON_MAX_DURATION))

    def bridge(self) -> list[Say]:
        pieces = self._context.bridge(self._spec.failover.bridge_line, self._node_id)
        return [
            replace(self._say(piece), interruptible=False) for piece in pieces
        ]  # heard out, but never owed

    def instruct(self, text: str) -> None:
        self._context.whispers.append(text)

    def say(self, text: str) -> AsyncIterator[Action]:
        return self._react(self._whispered(text))

    def overhear(self, texts: Sequence[str]) -> None:
        self._silence.reset()
        if texts:
            self._context.caller_said(texts[-1])
        step = self._steps.get(self._node_id)
        if isinstance(step, Prompt):
            step.overhear(texts)

    def resume(self) -> AsyncIterator[Action]:
        return self._react(self._resumed())

    def interrupted(self, heard: str) -> None:
        self._utterance.cut(heard)

    def follow(self, language: str) -> None:
        self._context.tongue.spoken = language

    def _opening(self) -> Iterator[Move]:
        yield from self._context.say(self._spec.greeting, self._node_id)
        yield Go(self._node_id)

    def _heard(self, text: str) -> Iterator[Move]:
        self._silence.reset()
        if text:
            self._context.caller_said(text)
        step = self._waiting()
        if step is not None:
            yield from step.hear(text)

    def _prompted(self) -> Iterator[Move]:
        prompt = self._silence.next()
        if prompt is None:
            yield from self._farewell(self._spec.silence.farewell, call_pb2.END_REASON_CALLER_SILENT)
            return
        yield Prompted(self._silence.given)
        if prompt:
            yield from self._context.say(prompt, self._node_id)
        else:
            yield from self._context.say_phrase(lambda phrases: phrases.still_there, self._node_id)
        yield self._listen()

    def _whispered(self, text: str) -> Iterator[Move]:
        pieces = list(self._context.say_words(text, self._node_id))
        step = self._steps.get(self._node_id)
        if isinstance(step, Prompt):
            step.said(pieces)
        yield from pieces
        yield self._listen()

    def _resumed(self) -> Iterator[Move]:
        step = self._waiting()
        if step is None:
            yield Go(self._node_id)
        else:
            yield from step.resume()

    def _farewell(self, template: str, reason: "call_pb2.EndReason.ValueType") -> Iterator[Move]:
        yield from self._context.say(template, self._node_id, interruptible=False)
        yield HangUp(reason)

    def _waiting(self) -> WaitingStep | None:
        step = self._steps.get(self._node_id)
        return step if isinstance(step, WaitingStep) else None

    def _listen(self) -> Listen:
        step = self._waiting()
        return step.listen() if step else Listen(Expectation())

    async def _react(self, moves: Iterator[Move]) -> AsyncIterator[Action]:
        """Decide what follows, then yield it after what an interruption left over."""
        if self._end is not None:
            yield self._end
            return
        self._entered = 0
        self._utterance.end()
        left_over = self._take_left_over()
        if not _ends(left_over):
            decided = self._decide(moves)
            meant = [move for move in decided[:1] if isinstance(move, IntentMatched)]
            left_over = [*meant, *left_over, *decided[len(meant) :]]
        self._pending.extend(left_over)
        async with closing(self._drain()) as actions:
            async for action in actions:
                yield action

    async def _go_on(self) -> AsyncIterator[Action]:
        """Yield what is still pending, as if nothing had happened."""
        if self._end is not None:
            yield self._end
            return
        if not self._pending:
            self._pending.append(self._listen())
        async with closing(self._drain()) as actions:
            async for action in actions:
                yield action

    def _take_left_over(self) -> list[Move]:
        """Return the steps nobody was told about and the words that must be said; forget other words."""
        kept: list[Move] = [*self._utterance.take_owed()]
        for move in self._pending:
            if isinstance(move, Piece) and move.interruptible:
                move.text = ""
            elif not isinstance(move, Listen | Think):
                kept.append(move)
        self._pending.clear()
        return kept

    def _decide(self, moves: Iterable[Move]) -> list[Move]:
        """Return what follows; of a graph that cannot go on, the apology instead of its words."""
        decided = list(self._follow(moves))
        if not any(_is_defect(move) for move in decided):
            return decided
        apology = self._context.say_phrase(
            lambda phrases: phrases.trouble, self._node_id, interruptible=False
        )
        *steps, end = (move for move in decided if not isinstance(move, Piece))
        return [*steps, *apology, end]

    def _follow(self, moves: Iterable[Move]) -> Iterator[Move]:
        """Yield the moves, and those of every node they lead to, until one waits."""
        going: Iterable[Move] | None = moves
        while going is not None:
            steps, going = going, None
            for move in steps:
                if isinstance(move, Go):
                    going = self._enter(move.to)
                    break
                yield move

    def _enter(self, node_id: str) -> Iterator[Move]:
        self._entered += 1
        node = self._nodes.get(node_id)
        if node is None:
            yield broken(f"there is no node {node_id}")
            return
        if self._entered > _MOST_NODES:
            yield broken(f"{_MOST_NODES} nodes in a row did not wait for the caller, the last was {node_id}")
            return
        self._node_id = node_id
        step = self._steps.get(node_id) or make_step(node, self._context)
        if step is None:
            yield broken(f"node {node_id} has no kind")
            return
        self._steps[node_id] = step
        yield EnterNode(node_id, node.title or node_id)
        yield from step.enter()

    async def _drain(self) -> AsyncIterator[Action]:
        while self._pending:
            move = self._pending.popleft()
            if not isinstance(move, Think):
                yield self._act(move)
                continue
            async with closing(move.batches()) as batches:
                async for batch in batches:
                    self._pending.extend(self._decide(batch))
                    while self._pending and not isinstance(self._pending[0], Think):
                        yield self._act(self._pending.popleft())

    def _act(self, move: Move) -> Action:
        if isinstance(move, Piece):
            return self._say(move)
        if isinstance(move, HangUp | TransferTo):
            self._end = move
        assert not isinstance(move, Go | Think), "followed and drained before"  # noqa: S101 - for the types
        return move

    def _say(self, piece: Piece) -> Say:
        self._utterance.add(piece)
        return Say(piece.text, piece.node_id, piece.interruptible, piece.wording)


def _is_defect(move: Move) -> bool:
    return isinstance(move, HangUp) and move.reason == call_pb2.END_REASON_PLATFORM_ERROR


def _ends(moves: Iterable[Move]) -> bool:
    return any(isinstance(move, HangUp | TransferTo) for move in moves)
