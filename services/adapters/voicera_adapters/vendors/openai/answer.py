"""Puts an answer's chunks together: words at once, tool calls when they are complete, the finish last."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from openai.types.chat import ChatCompletionChunk
from openai.types.chat.chat_completion_chunk import ChoiceDeltaToolCall

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_kit.errors import Unavailable

ANSWER_INVALID: Final = "PROVIDER_ANSWER_INVALID"

_REASONS: Final = {
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "tool_calls": FinishReason.TOOL_CALLS,
    "function_call": FinishReason.TOOL_CALLS,
    "content_filter": FinishReason.CONTENT_FILTER,
}


@dataclass(slots=True)
class _Call:
    id: str = ""
    name: str = ""
    arguments: str = ""


class Answer:
    def __init__(self) -> None:
        self._calls: dict[int, _Call] = {}
        self._reason: FinishReason | None = None
        self._called = False
        self._input_tokens = 0
        self._output_tokens = 0
        self._cached_tokens = 0

    def take(self, chunk: ChatCompletionChunk) -> Iterator[str | ToolCall]:
        if chunk.usage:
            self._input_tokens = chunk.usage.prompt_tokens
            self._output_tokens = chunk.usage.completion_tokens
            details = chunk.usage.prompt_tokens_details
            self._cached_tokens = (details.cached_tokens or 0) if details else 0
        for choice in chunk.choices[:1]:
            if choice.delta and choice.delta.content:
                yield choice.delta.content
            for part in (choice.delta and choice.delta.tool_calls) or ():
                self._add(part)
            if choice.finish_reason:
                self._reason = _REASONS.get(choice.finish_reason, FinishReason.STOP)
                yield from self._complete_calls()

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self._reason is None:
            raise Unavailable("the provider's answer broke off", reason=ANSWER_INVALID)
        reason = FinishReason.TOOL_CALLS if self._called else self._reason
        return Finish(reason, self._input_tokens, self._output_tokens, self._cached_tokens)

    def _add(self, part: ChoiceDeltaToolCall) -> None:
        call = self._calls.setdefault(part.index, _Call())
        call.id = part.id or call.id
        if part.function:
            call.name += part.function.name or ""
            call.arguments += part.function.arguments or ""

    def _complete_calls(self) -> Iterator[ToolCall]:
        """A call cut short by the longest length is no call."""
        calls, self._calls = self._calls, {}
        if self._reason is FinishReason.LENGTH:
            return
        for index, call in sorted(calls.items()):
            self._called = True
            yield ToolCall(call.id or f"call_{index}", call.name, _arguments(call.arguments))


def _arguments(text: str) -> dict[str, Any]:
    try:
        arguments = json.loads(text or "{}")
    except json.JSONDecodeError:
        arguments = None
    if not isinstance(arguments, dict):
        raise Unavailable(
            "the provider called a tool with arguments that are no object", reason=ANSWER_INVALID
        )
    return arguments
