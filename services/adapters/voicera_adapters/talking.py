"""What realtime models have in common: numbered answers in the wanted format, and waiting for what a vendor owes."""

import asyncio
import json
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Any

from voicera_adapters.audio import AudioFormat, Converter
from voicera_adapters.net import Socket, telling_failures
from voicera_adapters.realtime import AnswerAudio, AnswerEnd, Outcome, TokenUsage


class Debt:
    """Says how long a vendor may be silent: without end where it owes nothing."""

    def __init__(self, answer_s: float) -> None:
        self._answer_s = answer_s
        self._until: float | None = None
        self._waiting: asyncio.Timeout | None = None

    def owe(self) -> None:
        """Something is owed from now on, or a part of it has come."""
        self._wait_until(asyncio.get_running_loop().time() + self._answer_s)

    def settle(self) -> None:
        self._wait_until(None)

    async def messages(self, socket: Socket) -> AsyncGenerator[Any]:
        """Yield the JSON of each message until the vendor closes well; raises DeadlineExceeded where it is too late."""
        clock = asyncio.get_running_loop().time
        async with aclosing(socket.messages()) as messages:
            while (message := await self._next(messages)) is not None:
                with telling_failures():
                    told = json.loads(message)
                taken_at = clock()
                yield told
                if self._until is not None:  # the vendor does not pay for the time others take
                    self._until += clock() - taken_at

    async def _next(self, messages: AsyncGenerator[str | bytes]) -> str | bytes | None:
        try:
            with telling_failures():
                async with asyncio.timeout_at(self._until) as self._waiting:
                    return await anext(messages, None)
        finally:
            self._waiting = None

    def _wait_until(self, until: float | None) -> None:
        self._until = until
        if self._waiting is not None and not self._waiting.expired():
            self._waiting.reschedule(until)


class Answers:
    """The answers of one conversation, one under way at most."""

    def __init__(self, made: AudioFormat, wanted: AudioFormat) -> None:
        self._made = made
        self._wanted = wanted
        self._converter: Converter | None = None
        self.last = 0
        self.is_hushed = False

    @property
    def is_open(self) -> bool:
        return self._converter is not None

    def hush(self) -> None:
        """Let nothing more of the answer under way through."""
        self.is_hushed = self.is_open

    def begin(self) -> None:
        self.last += 1
        self.is_hushed = False
        self._converter = Converter(self._made, self._wanted)

    def audio(self, block: bytes) -> Iterator[AnswerAudio]:
        if self._converter is not None and not self.is_hushed and (audio := self._converter.convert(block)):
            yield AnswerAudio(self.last, audio)

    def end(self, outcome: Outcome, usage: TokenUsage) -> Iterator[AnswerAudio | AnswerEnd]:
        """Yield the last samples of what is said to its end, and the end; nothing without an answer under way."""
        converter, self._converter = self._converter, None
        if converter is None:
            return
        outcome = Outcome.INTERRUPTED if self.is_hushed else outcome
        if outcome is not Outcome.INTERRUPTED and (rest := converter.convert(b"", last=True)):
            yield AnswerAudio(self.last, rest)
        yield AnswerEnd(self.last, outcome, usage)


def instructed(instructions: str, language: str) -> str:
    """Return the instructions with the language in them: these models change theirs with the caller's unless told."""
    spoken = f"Speak the language with the BCP-47 code {language}." if language else ""
    return "\n\n".join(part for part in (instructions, spoken) if part)
