"""Puts the stream's events together: words at once, tool calls when they are complete, the finish last."""

import json
from collections.abc import Iterator
from typing import Any, Final

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off, not_understood
from voicera_adapters.vendors.anthropic.failures import broken_stream

_REASONS: Final = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "tool_use": FinishReason.TOOL_CALLS,
    "refusal": FinishReason.CONTENT_FILTER,
}


class Answer:
    """`is_over` is whether the vendor said its last."""

    def __init__(self) -> None:
        self._call: dict[str, str] | None = None
        self._is_garbled = False
        self._reason: FinishReason | None = None
        self.is_over = False
        self._read = self._cached = self._written = 0

    def take(self, event: dict[str, Any]) -> Iterator[str | ToolCall]:
        match event["type"]:
            case "message_start":
                self._count(event["message"]["usage"])
            case "content_block_start" if event["content_block"]["type"] == "tool_use":
                block = event["content_block"]
                self._call = {"id": block["id"], "name": block["name"], "arguments": ""}
            case "content_block_delta":
                yield from self._delta(event["delta"])
            case "content_block_stop":
                yield from self._complete()
            case "message_delta":
                self._end(event)
            case "message_stop":
                self.is_over = True
            case "error":
                raise broken_stream(event["error"])

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self._reason is None or not self.is_over:
            raise broken_off()
        if self._is_garbled and self._reason is not FinishReason.LENGTH:
            raise not_understood()
        return Finish(self._reason, self._read, self._written, self._cached)

    def _delta(self, delta: dict[str, Any]) -> Iterator[str]:
        if delta["type"] == "text_delta":
            yield delta["text"]
        elif delta["type"] == "input_json_delta" and self._call is not None:
            self._call["arguments"] += delta["partial_json"]

    def _complete(self) -> Iterator[ToolCall]:
        """A call cut short by the longest length is no call; that this was the reason is told later."""
        call, self._call = self._call, None
        if call is None:
            return
        try:
            arguments = json.loads(call["arguments"] or "{}")
        except ValueError:
            arguments = None
        if isinstance(arguments, dict):
            yield ToolCall(call["id"], call["name"], arguments)
        else:
            self._is_garbled = True

    def _end(self, event: dict[str, Any]) -> None:
        if reason := event["delta"].get("stop_reason"):
            self._reason = _REASONS.get(reason, FinishReason.STOP)
        self._count(event.get("usage") or {})

    def _count(self, usage: dict[str, Any]) -> None:
        """Counts are of the whole answer so far; the vendor counts cached tokens apart."""
        if usage.get("input_tokens") is not None:
            self._cached = usage.get("cache_read_input_tokens") or 0
            created = usage.get("cache_creation_input_tokens") or 0
            self._read = usage["input_tokens"] + created + self._cached
        self._written = usage.get("output_tokens") or self._written
