"""Puts the stream's events together: words at once, tool calls when they are complete, the finish last."""

import json
from collections.abc import Iterator
from typing import Any, Final

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off, not_understood
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
        self._call: dict[str, str] | None = None
        self._is_garbled = False
        self._reason: FinishReason | None = None
        self._read = self._cached = self._written = 0

    def take(self, event: Event) -> Iterator[str | ToolCall]:
        if event.is_exception:
            raise broken_stream(event)
        match event.kind:
            case "contentBlockStart" if "toolUse" in event.said["start"]:
                started = event.said["start"]["toolUse"]
                self._call = {"id": started["toolUseId"], "name": started["name"], "arguments": ""}
            case "contentBlockDelta":
                yield from self._delta(event.said["delta"])
            case "contentBlockStop":
                yield from self._complete()
            case "messageStop":
                self._stop(event.said["stopReason"])
            case "metadata":
                self._count(event.said["usage"])

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self._reason is None:
            raise broken_off()
        if self._is_garbled and self._reason is not FinishReason.LENGTH:
            raise not_understood()
        return Finish(self._reason, self._read, self._written, self._cached)

    def _delta(self, delta: dict[str, Any]) -> Iterator[str]:
        if delta.get("text"):
            yield delta["text"]
        elif "toolUse" in delta and self._call is not None:
            self._call["arguments"] += delta["toolUse"]["input"]

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

    def _stop(self, reason: str) -> None:
        if reason in _GARBLED:
            raise not_understood()
        self._reason = _REASONS.get(reason, FinishReason.STOP)

    def _count(self, usage: dict[str, Any]) -> None:
        """The vendor counts cached tokens apart."""
        self._cached = usage.get("cacheReadInputTokens") or 0
        self._read = usage["inputTokens"] + (usage.get("cacheWriteInputTokens") or 0) + self._cached
        self._written = usage["outputTokens"]
