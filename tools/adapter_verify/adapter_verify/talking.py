"""Holds conversations with a model that hears and speaks by itself."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from adapter_verify.audio import PHONE, Format, silence
from adapter_verify.checks import Failed, require
from adapter_verify.dialog import Dialog
from adapter_verify.server import END, Stream, shown
from adapter_verify.usage import require_usage
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import realtime_service_pb2 as pb
from voicera.ai.v1 import realtime_service_pb2_grpc as pb_grpc

TALKING = Dialog(
    stub=pb_grpc.RealtimeServiceStub,
    method="Talk",
    request=pb.TalkRequest,
    configuration=pb.TalkConfig,
    choices=("model", "voice"),
    other={"audio": silence(100, PHONE)},
)
talking = TALKING.ready
SHORT = "Please say hello in a few words."
LONG = "Please count slowly from one to a hundred, in words, one after the other."
UNDER_WAY_S = 2.0
"""How long audio that was on its way may come after its answer was interrupted."""
_BLOCK_S = 0.1
_MOST_MESSAGES = 100_000


@dataclass(slots=True)
class Answer:
    """What came of one answer; `outcome` is unspecified until it has ended."""

    number: int
    audio: bytearray = field(default_factory=bytearray)
    outcome: int = pb.ANSWER_OUTCOME_UNSPECIFIED


class Listener:
    """Hears one conversation, and sees that its answers come one after the other and end once."""

    def __init__(self, stream: Stream, form: Format = PHONE) -> None:
        self._stream = stream
        self._form = form
        self._last = 0
        self._current: Answer | None = None
        self._hushed_at: float | None = None

    def interrupted(self) -> None:
        """Take no more audio of the answer under way than what was on its way."""
        self._hushed_at = asyncio.get_running_loop().time()

    async def answer(self, expected: str) -> Answer:
        """Return the next answer, once it has ended."""
        answer = await self.begun(expected)
        await self.ended(answer, f"the answer_end of answer {answer.number}")
        return answer

    async def begun(self, expected: str) -> Answer:
        """Return an answer with the first of its audio."""
        for _ in range(_MOST_MESSAGES):
            message = await self._hear(expected)
            require(not message.HasField("answer_end"), expected, shown(message))
            if self._current is not None and self._current.audio:
                return self._current
        raise Failed(expected, f"{_MOST_MESSAGES} messages without audio")

    async def ended(self, answer: Answer, expected: str) -> None:
        for _ in range(_MOST_MESSAGES):
            if answer.outcome:
                return
            await self._hear(expected)
        raise Failed(expected, f"{_MOST_MESSAGES} messages without an end")

    async def finish(self) -> None:
        """Close our half and see that the stream ends."""
        await self._stream.end()
        expected = "the stream to end after our half was closed"
        for _ in range(_MOST_MESSAGES):
            answer = await self._stream.hear(expected)
            if answer is END:
                return
            self._take(answer)
        raise Failed(expected, f"{_MOST_MESSAGES} messages after our half was closed")

    async def _hear(self, expected: str) -> Any:
        message = await self._stream.hear(expected)
        require(message is not END, expected, shown(message))
        self._take(message)
        return message

    def _take(self, message: Any) -> None:
        match message.WhichOneof("message"):
            case "audio":
                answer = self._answer_of(message, message.audio.answer)
                size = len(message.audio.audio)
                whole = "whole samples in every message"
                require(size % self._form.sample_bytes == 0, whole, f"{size} bytes")
                self._require_wanted(answer)
                answer.audio += message.audio.audio
            case "text":
                self._answer_of(message, message.text.answer)
            case "answer_end":
                self._end(message)
            case "ready" | None:
                raise Failed("ready only once, and no empty messages", shown(message))

    def _end(self, message: Any) -> None:
        end = message.answer_end
        answer = self._answer_of(message, end.answer)
        require(end.outcome != pb.ANSWER_OUTCOME_UNSPECIFIED, "an outcome of the answer", "none")
        require_usage(end.usage)
        answer.outcome = end.outcome
        self._current, self._hushed_at = None, None

    def _require_wanted(self, answer: Answer) -> None:
        if self._hushed_at is not None:
            late_s = asyncio.get_running_loop().time() - self._hushed_at
            expected = f"no audio of answer {answer.number} after its interruption"
            require(late_s <= UNDER_WAY_S, expected, f"audio {late_s:.1f} s later")

    def _answer_of(self, message: Any, number: int) -> Answer:
        if self._current is None:
            require(number > self._last, f"an answer with a number above {self._last}", shown(message))
            self._last = number
            self._current = Answer(number)
        require(
            number == self._current.number, f"answer {self._current.number} until its end", shown(message)
        )
        return self._current


async def tell(stream: Stream, text: str) -> None:
    await stream.say(text=lm_pb2.Message(role=lm_pb2.MESSAGE_ROLE_USER, text=text))


async def send_in_time(stream: Stream, audio: bytes, form: Format = PHONE) -> None:
    """Send it as a caller's line does."""
    for block in form.blocks(audio):
        await stream.say(audio=block)
        await asyncio.sleep(_BLOCK_S)
