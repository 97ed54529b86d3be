"""Has a language model answer; another takes over when it fails, or is asked as well when it is slow."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from voicera.agents.v1 import spec_pb2
from voicera_kit.clock import Clock
from voicera_kit.errors import DeadlineExceeded, ServiceError, Unavailable
from voicera_voice.closing import closing
from voicera_voice.dialogue.interface import ModelDelta, ModelMessage, ModelTool, TextDelta
from voicera_voice.providers.chain import CIRCUIT_OPEN, ProviderListener, Succession
from voicera_voice.providers.generation import Generation, OpenGenerate, generate_request
from voicera_voice.providers.health import LASTING, Health, provider_of

MODALITY = "language_model"
HEDGED = "HEDGED"
"""Why a model was not waited for: the one asked after it began first."""

_CLOSING = frozenset({"Pe", "Pf", "Po"})
"""Unicode categories of marks that follow a word without a space."""
_GO_ON = (
    "[Your answer was cut off there. Continue it with the very next word. Repeat nothing, do not mention the cut; "
    "if the answer was complete, say nothing more.]"
)


@dataclass(frozen=True, slots=True)
class TokenDeadlines:
    """How long a model may take for its next token, in seconds: the last of a chain, and one before it."""

    alone_s: float
    replaceable_s: float


@dataclass(frozen=True, slots=True)
class ModelChain:
    """Falls back to the next model, which takes up what the one before had begun to say.

    Tool calls are passed on when the answer is complete, so none is made twice. With `hedge_after_s` the next model is
    asked as well if the first has not begun by then, and the one that begins first is taken.
    """

    choices: Sequence[spec_pb2.LanguageModelChoice]
    open_call: OpenGenerate
    listener: ProviderListener
    clock: Clock
    health: Health
    tokens: TokenDeadlines
    hedge_after_s: float = 0.0
    spent: set[int] = field(default_factory=set)
    """Positions of choices that will not serve this call, however often they are asked."""

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        async with closing(_Answer(self, messages, tools).deltas()) as deltas:
            async for delta in deltas:
                yield delta


class _Answer:
    """One answer, by as many models as it takes."""

    def __init__(
        self, chain: ModelChain, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> None:
        self._chain = chain
        self._messages = messages
        self._tools = tools
        self._said = ""
        self._began = chain.clock.monotonic()
        self._succession = Succession(MODALITY, chain.listener, chain.clock)
        left = [each for at, each in enumerate(chain.choices) if at not in chain.spent]
        self._waiting = list(left or chain.choices)
        self._asked: list[Generation] = []
        self._failure: ServiceError = Unavailable("the agent has no language model")

    async def deltas(self) -> AsyncIterator[ModelDelta]:
        try:
            while (generation := await self._next_to_begin()) is not None:
                try:
                    async with closing(self._told_by(generation)) as deltas:
                        async for delta in deltas:
                            yield delta
                except ServiceError as error:
                    self._failed(generation, error)
                    await generation.close()
                else:
                    return
            raise self._failure
        finally:
            for generation in self._asked:
                await generation.close()

    async def _told_by(self, generation: Generation) -> AsyncIterator[ModelDelta]:
        calls = []
        is_taken_up = bool(self._said)
        waited_ms = (generation.asked_at - self._began) * 1000  # for models that failed or were slower
        async with closing(generation.deltas()) as deltas:
            async for delta in deltas:
                if not isinstance(delta, TextDelta):
                    calls.append(delta)
                    continue
                text = joined(self._said, delta.text) if is_taken_up else delta.text
                is_taken_up = False
                self._said += text
                yield TextDelta(text, delta.processing_ms + waited_ms)
        choice = generation.choice
        self._chain.health.succeeded(provider_of(MODALITY, choice))
        self._chain.listener.on_usage(MODALITY, choice.adapter, choice.model, generation.usage)
        for call in calls:
            yield call

    async def _next_to_begin(self) -> Generation | None:
        """Ask until a model begins to answer, and leave those it was faster than; None if none does."""
        self._ask_next()
        while self._asked:
            begun = await self._first_done()
            if begun is None:
                self._ask_next()
            elif (error := begun.failure) is not None:
                self._failed(begun, error)
                await begun.close()
                if not self._asked:
                    self._ask_next()
            else:
                await self._settle(begun)
                return begun
        return None

    def _ask_next(self) -> None:
        if not self._waiting:
            return
        chain, choice = self._chain, self._take_next()
        request = generate_request(choice, taken_up(self._messages, self._said), self._tools)
        is_last = all(chain.health.is_failing(provider_of(MODALITY, each)) for each in self._waiting)
        timeout_s = chain.tokens.alone_s if is_last else chain.tokens.replaceable_s
        self._asked.append(Generation(choice, chain.open_call, request, chain.clock, timeout_s))

    def _take_next(self) -> spec_pb2.LanguageModelChoice:
        """Those known to fail come last, for when nothing else is left."""
        health = self._chain.health
        allowed = (each for each in self._waiting if health.allows(provider_of(MODALITY, each)))
        choice = next(allowed, self._waiting[0])
        if choice is not self._waiting[0]:
            self._succession.fell_out(self._waiting[0], CIRCUIT_OPEN)
        self._waiting = [each for each in self._waiting if each is not choice]
        return choice

    async def _first_done(self) -> Generation | None:
        """Return the first that has begun or failed; None if it is time to ask another as well."""
        begins = [generation.first for generation in self._asked]
        first = asyncio.wait(begins, return_when=asyncio.FIRST_COMPLETED)
        if self._chain.hedge_after_s and self._waiting and len(begins) == 1:
            try:
                async with self._chain.clock.timeout(self._chain.hedge_after_s):
                    await first
            except TimeoutError:
                return None
        else:
            await first
        return next(generation for generation in self._asked if generation.first.done())

    async def _settle(self, begun: Generation) -> None:
        """Leave the model that was slower; it may be needed yet, if this one breaks off."""
        preferred, *_ = self._asked
        for rival in self._asked:
            if rival is begun:
                continue
            await rival.close()
            self._waiting.insert(0, rival.choice)
            if rival is preferred:
                slow = DeadlineExceeded("another model began to answer before it", reason=HEDGED)
                self._chain.health.failed(provider_of(MODALITY, rival.choice), slow)
                self._succession.fell_out(rival.choice, HEDGED)
        self._asked = [begun]
        self._succession.took_over(begun.choice)

    def _failed(self, generation: Generation, error: ServiceError) -> None:
        choice = generation.choice
        self._asked.remove(generation)
        self._chain.listener.on_provider_failed(MODALITY, choice.adapter, error)
        self._chain.health.failed(provider_of(MODALITY, choice), error)
        if error.code in LASTING:
            self._chain.spent.add(self._position_of(choice))
        self._succession.fell_out(choice, error.reason)
        self._failure = error

    def _position_of(self, choice: spec_pb2.LanguageModelChoice) -> int:
        return next(at for at, each in enumerate(self._chain.choices) if each is choice)


def joined(said: str, text: str) -> str:
    """Return the text with the space that a model leaves out which goes on with the next word."""
    before, after = said[-1:], text[:1]
    is_apart = before.isspace() or after.isspace() or not after
    is_closing = unicodedata.category(after or " ") in _CLOSING
    return text if is_apart or is_closing else f" {text}"


def taken_up(messages: Sequence[ModelMessage], said: str) -> Sequence[ModelMessage]:
    """Return the messages that let another model go on after what was already said."""
    if not said.strip():
        return messages
    return [*messages, ModelMessage("assistant", said), ModelMessage("user", _GO_ON)]
