"""Puts the stream's events together: words at once, tool calls when they are complete, the finish last."""

from collections.abc import Iterator
from typing import Any, Final

from voicera_adapters.answers import Blocks
from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import not_understood
from voicera_adapters.vendors.bedrock.events import Event
from voicera_adapters.vendors.bedrock.failures import broken_stream

_REASONS: Final = {
    "end_turn": FinishReason.STOP,
    "stop_sequence": FinishReason.STOP,
    "max_tokens": FinishReason.LENGTH,
    "model_context_window_exceeded": FinishReason.LENGTH,
    "tool_use": FinishReason.TOOL_CALLS,
    "guardrail_intervened": FinishReason.CONTENT_FILTER,
    "content_filtered": FinishReason.CONTENT_FILTER,
}
_GARBLED: Final = frozenset({"malformed_model_output", "malformed_tool_use"})


class Answer:
    def __init__(self) -> None:
        self._blocks = Blocks()

    def take(self, event: Event) -> Iterator[str | ToolCall]:
        if event.is_exception:
            raise broken_stream(event)
        match event.kind:
            case "contentBlockStart" if "toolUse" in event.said["start"]:
                started = event.said["start"]["toolUse"]
                self._blocks.begin_call(started["toolUseId"], started["name"])
            case "contentBlockDelta":
                yield from self._delta(event.said["delta"])
            case "contentBlockStop":
                yield from self._blocks.end()
            case "messageStop":
                self._stop(event.said["stopReason"])
            case "metadata":
                self._count(event.said["usage"])

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        return self._blocks.finish()

    def _delta(self, delta: dict[str, Any]) -> Iterator[str]:
        if delta.get("text"):
            yield delta["text"]
        elif "toolUse" in delta:
            self._blocks.add_arguments(delta["toolUse"]["input"])

    def _stop(self, reason: str) -> None:
        if reason in _GARBLED:
            raise not_understood()
        self._blocks.reason = _REASONS.get(reason, FinishReason.STOP)

    def _count(self, usage: dict[str, Any]) -> None:
        """The vendor counts cached tokens apart."""
        blocks = self._blocks
        blocks.cached = usage.get("cacheReadInputTokens") or 0
        blocks.read = usage["inputTokens"] + (usage.get("cacheWriteInputTokens") or 0) + blocks.cached
        blocks.written = usage["outputTokens"]
