"""Puts the stream's events together: words at once, tool calls when they are complete, the finish last."""

from collections.abc import Iterator
from typing import Any, Final

from voicera_adapters.answers import Blocks
from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off
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
        self._blocks = Blocks()
        self.is_over = False

    def take(self, event: dict[str, Any]) -> Iterator[str | ToolCall]:
        match event["type"]:
            case "message_start":
                self._count(event["message"]["usage"])
            case "content_block_start" if event["content_block"]["type"] == "tool_use":
                self._blocks.begin_call(event["content_block"]["id"], event["content_block"]["name"])
            case "content_block_delta":
                yield from self._delta(event["delta"])
            case "content_block_stop":
                yield from self._blocks.end()
            case "message_delta":
                self._end(event)
            case "message_stop":
                self.is_over = True
            case "error":
                raise broken_stream(event["error"])

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if not self.is_over:
            raise broken_off()
        return self._blocks.finish()

    def _delta(self, delta: dict[str, Any]) -> Iterator[str]:
        if delta["type"] == "text_delta":
            yield delta["text"]
        elif delta["type"] == "input_json_delta":
            self._blocks.add_arguments(delta["partial_json"])

    def _end(self, event: dict[str, Any]) -> None:
        if reason := event["delta"].get("stop_reason"):
            self._blocks.reason = _REASONS.get(reason, FinishReason.STOP)
        self._count(event.get("usage") or {})

    def _count(self, usage: dict[str, Any]) -> None:
        """Counts are of the whole answer so far; the vendor counts cached tokens apart."""
        blocks = self._blocks
        if usage.get("input_tokens") is not None:
            blocks.cached = usage.get("cache_read_input_tokens") or 0
            created = usage.get("cache_creation_input_tokens") or 0
            blocks.read = usage["input_tokens"] + created + blocks.cached
        blocks.written = usage.get("output_tokens") or blocks.written
