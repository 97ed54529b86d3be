"""Puts the stream's chunks together: words and tool calls at once, the finish last."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import uuid4

from voicera_adapters.contract import Finish, FinishReason, ToolCall
from voicera_adapters.net import broken_off, not_understood
from voicera_adapters.vendors.gemini.failures import broken_stream
from voicera_adapters.vendors.gemini.signatures import Signatures

_REASONS: Final = {
    "STOP": FinishReason.STOP,
    "MAX_TOKENS": FinishReason.LENGTH,
    "SAFETY": FinishReason.CONTENT_FILTER,
    "RECITATION": FinishReason.CONTENT_FILTER,
    "LANGUAGE": FinishReason.CONTENT_FILTER,
    "BLOCKLIST": FinishReason.CONTENT_FILTER,
    "PROHIBITED_CONTENT": FinishReason.CONTENT_FILTER,
    "SPII": FinishReason.CONTENT_FILTER,
    "MODEL_ARMOR": FinishReason.CONTENT_FILTER,
}
_GARBLED: Final = frozenset({
    "MALFORMED_FUNCTION_CALL",
    "MALFORMED_RESPONSE",
    "MISSING_THOUGHT_SIGNATURE",
    "TOO_MANY_TOOL_CALLS",
    "UNEXPECTED_TOOL_CALL",
})


class Answer:
    def __init__(self, signatures: Signatures) -> None:
        self._signatures = signatures
        self._reason: FinishReason | None = None
        self._called = False
        self._read = self._cached = self._written = 0

    def take(self, chunk: Mapping[str, Any]) -> Iterator[str | ToolCall]:
        if error := chunk.get("error"):
            raise broken_stream(error)
        if usage := chunk.get("usageMetadata"):
            self._count(usage)
        if (chunk.get("promptFeedback") or {}).get("blockReason"):
            self._reason = FinishReason.CONTENT_FILTER
        for candidate in (chunk.get("candidates") or ())[:1]:
            yield from self._candidate(candidate)

    def finish(self) -> Finish:
        """Raises Unavailable if the stream ended before the answer did."""
        if self._reason is None:
            raise broken_off()
        called = self._called and self._reason is FinishReason.STOP
        reason = FinishReason.TOOL_CALLS if called else self._reason
        return Finish(reason, self._read, self._written, self._cached)

    def _candidate(self, candidate: Mapping[str, Any]) -> Iterator[str | ToolCall]:
        for part in (candidate.get("content") or {}).get("parts") or ():
            if part.get("text") and not part.get("thought"):
                yield part["text"]
            elif part.get("functionCall"):
                yield self._call(part["functionCall"], part.get("thoughtSignature"))
        if reason := candidate.get("finishReason"):
            if reason in _GARBLED:
                raise not_understood()
            self._reason = _REASONS.get(reason, FinishReason.STOP)

    def _call(self, call: Mapping[str, Any], signature: str | None) -> ToolCall:
        arguments = call.get("args") or {}
        if not isinstance(arguments, dict):
            raise not_understood()
        call_id = call.get("id") or f"call_{uuid4().hex}"
        self._signatures.keep(call_id, signature)
        self._called = True
        return ToolCall(call_id, call["name"], arguments)

    def _count(self, usage: Mapping[str, Any]) -> None:
        """Counts are of the whole answer so far; thoughts cost what words do."""
        self._read = usage.get("promptTokenCount", 0) + usage.get("toolUsePromptTokenCount", 0)
        self._cached = usage.get("cachedContentTokenCount", 0)
        self._written = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
