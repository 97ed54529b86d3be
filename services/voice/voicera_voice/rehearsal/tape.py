"""Records what the agent's models answer, and answers with that where a step is taken again."""

from collections import deque
from collections.abc import AsyncIterator, Iterable, Sequence

from voicera_kit.errors import ServiceError, Unavailable
from voicera_voice.closing import closing
from voicera_voice.dialogue.interface import LanguageModel, ModelDelta, ModelMessage, ModelTool, TextDelta
from voicera_voice.rehearsal.model import Answer, KeptCall


class TapeEndedError(Exception):
    """A model is asked that was not asked when the step was taken first."""


class Tape:
    """A `LanguageModel`. Its answers come whole: a sentence must be split in the same places every time."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._recorded: deque[Answer] = deque()
        self._is_live = False
        self.answers: list[Answer] = []
        """What was answered live."""

    def replay(self, answers: Iterable[Answer]) -> None:
        """Answer with these from here on, and with nothing else."""
        self._recorded = deque(answers)

    def go_live(self) -> None:
        self._is_live = True

    @property
    def is_played(self) -> bool:
        return not self._recorded

    async def generate(
        self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]
    ) -> AsyncIterator[ModelDelta]:
        answer = await self._record(messages, tools) if self._is_live else self._next()
        if answer.text:
            yield TextDelta(answer.text)
        for kept in answer.calls:
            yield kept.call()
        if answer.failure:
            raise Unavailable("the model failed", reason=answer.failure)

    def _next(self) -> Answer:
        if not self._recorded:
            raise TapeEndedError
        return self._recorded.popleft()

    async def _record(self, messages: Sequence[ModelMessage], tools: Sequence[ModelTool]) -> Answer:
        text, failure, calls = "", "", []
        try:
            async with closing(self._model.generate(messages, tools)) as deltas:
                async for delta in deltas:
                    if isinstance(delta, TextDelta):
                        text += delta.text
                    else:
                        calls.append(KeptCall.of(delta))
        except ServiceError as error:
            failure = error.reason
        self.answers.append(Answer(text=text, calls=tuple(calls), failure=failure))
        return self.answers[-1]
