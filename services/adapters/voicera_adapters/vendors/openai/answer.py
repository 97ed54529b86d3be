"""Puts an answer's chunks together: words at once, tool calls when they are complete, the finish last."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off, not_understood
from voicera_adapters.vendors.openai.failures import broken_stream

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
        self._refused = False
        self._read = self._written = self._cached = 0

    def take(self, chunk: Mapping[str, Any]) -> Iterator[str | ToolCall]:
        if chunk.get("error"):
            raise broken_stream(chunk["error"])
        self._count(chunk.get("usage") or {})
        for choice in (chunk.get("choices") or ())[:1]:
            yield from self._choice(choice)

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self._reason is None:
            raise broken_off()
        reason = FinishReason.TOOL_CALLS if self._called else self._reason
        if self._refused:
            reason = FinishReason.CONTENT_FILTER
        return Finish(reason, self._read, self._written, self._cached)

    def _choice(self, choice: Mapping[str, Any]) -> Iterator[str | ToolCall]:
        delta = choice.get("delta") or {}
        if delta.get("content"):
            yield delta["content"]
        self._refused = self._refused or bool(delta.get("refusal"))
        for part in delta.get("tool_calls") or ():
            self._add(part)
        if choice.get("finish_reason"):
            self._reason = _REASONS.get(choice["finish_reason"], FinishReason.STOP)
            yield from self._complete_calls()

    def _add(self, part: Mapping[str, Any]) -> None:
        call = self._call_of(part)
        call.id = part.get("id") or call.id
        function = part.get("function") or {}
        call.name += function.get("name") or ""
        call.arguments += function.get("arguments") or ""

    def _call_of(self, part: Mapping[str, Any]) -> _Call:
        """Some servers number all calls alike and tell them apart by their ids only."""
        index = part.get("index") or 0
        known = self._calls.setdefault(index, _Call())
        if not part.get("id") or part["id"] == known.id or not known.id:
            return known
        by_id = next((each for each in self._calls.values() if each.id == part["id"]), None)
        return by_id or self._calls.setdefault(max(self._calls) + 1, _Call())

    def _complete_calls(self) -> Iterator[ToolCall]:
        """A call cut short by the longest length is no call."""
        calls, self._calls = self._calls, {}
        if self._reason is FinishReason.LENGTH:
            return
        for index, call in sorted(calls.items()):
            self._called = True
            yield ToolCall(call.id or f"call_{index}", call.name, _arguments(call.arguments))

    def _count(self, usage: Mapping[str, Any]) -> None:
        self._read = usage.get("prompt_tokens") or self._read
        self._written = usage.get("completion_tokens") or self._written
        details = usage.get("prompt_tokens_details") or {}
        self._cached = details.get("cached_tokens") or self._cached


def _arguments(text: str) -> dict[str, Any]:
    arguments = json.loads(text or "{}")
    if not isinstance(arguments, dict):
        raise not_understood()
    return arguments
