"""Says in our words what went wrong at the provider; its own words may quote keys and conversations."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from voicera_adapters.net import key_rejected, not_understood, quota_exhausted, refusal
from voicera_adapters.vendors.openai.settings import OpenAISettings
from voicera_kit.errors import FieldViolation, InvalidArgument, ServiceError, Unavailable, invalid

_CAPACITY_EXCEEDED: Final = 498
"""Groq's own status."""
_ABOUT_FIELDS: Final = frozenset({400, 404, 413, 422})


class Filtered(InvalidArgument):
    """The provider's content filter took offence at the conversation, which is told as a finish."""

    def __init__(self) -> None:
        super().__init__(FieldViolation("messages", "were refused by the provider's content filter"))


def _too_long() -> ServiceError:
    return invalid("messages", "are too long for the model")


_CODES: Final[Mapping[str, Callable[[], ServiceError]]] = MappingProxyType({
    "insufficient_quota": quota_exhausted,
    "insufficient_quota_error": quota_exhausted,
    "billing_not_active": quota_exhausted,
    "billing_hard_limit_reached": quota_exhausted,
    "context_length_exceeded": _too_long,
    "exceed_context_size_error": _too_long,
    "content_filter": Filtered,
    "content_policy_violation": Filtered,
    "tool_use_failed": not_understood,
})
"""OpenAI's codes and types, and others' in its place."""

_CODES_OF_STREAMS: Final[Mapping[str, Callable[[], ServiceError]]] = MappingProxyType({
    "invalid_api_key": key_rejected,
    "rate_limit_exceeded": lambda: refusal(429),
    "rate_limit_error": lambda: refusal(429),
})


def explain(status: int, body: Any) -> ServiceError | None:
    """Return what a refusal means, if its JSON says more than the status."""
    error = body["error"]
    if (said := _by_code(error, _CODES)) is not None:
        return said
    if status == _CAPACITY_EXCEEDED:
        return Unavailable("the provider has no capacity left")
    if status == 403 and (error.get("metadata") or {}).get("flagged_input") is not None:  # noqa: PLR2004 - HTTP
        return Filtered()
    field = _field(error.get("param"))
    return invalid(field, "was refused by the provider") if field and status in _ABOUT_FIELDS else None


def broken_stream(error: Any) -> ServiceError:
    """Return what an error in the middle of an answer means."""
    if not isinstance(error, Mapping):
        return refusal(500)
    code = error.get("code")
    known = _by_code(error, _CODES) or _by_code(error, _CODES_OF_STREAMS)
    return known or refusal(code if isinstance(code, int) and code in range(400, 600) else 500)


def _by_code(
    error: Mapping[str, Any], meanings: Mapping[str, Callable[[], ServiceError]]
) -> ServiceError | None:
    for said in (error.get("code"), error.get("type")):
        if isinstance(said, str) and said in meanings:
            return meanings[said]()
    return None


def _field(param: Any) -> str | None:
    """Return the request's field the provider names, in our spelling."""
    name = str(param or "").split("[", maxsplit=1)[0].split(".", maxsplit=1)[0]
    if name.startswith("max_"):
        return "max_output_tokens"
    if name in OpenAISettings.model_fields:
        return f"settings.{name}"
    return {"response_format": "response_schema"}.get(name, name) if name in _FIELDS else None


_FIELDS: Final = frozenset({"messages", "tools", "temperature", "model", "response_format"})


_SESSION: Final = {
    "transcription.model": "settings.transcriber",
    "transcription.prompt": "settings.transcription_prompt",
    "transcription.language": "language",
    "instructions": "instructions",
    "model": "model",
    "tools": "tools",
    "voice": "voice",
    "noise_reduction": "settings.noise_reduction",
    "threshold": "settings.speech_threshold",
    "prefix_padding_ms": "settings.speech_padding_ms",
    "silence_duration_ms": "settings.silence_ms",
    "speed": "settings.speaking_rate",
    "reasoning": "settings.reasoning_effort",
    "max_output_tokens": "settings.max_output_tokens",
}
"""How the parameters of a realtime session are called in ours, by words in their paths; the first that is there."""


def session_refused(error: Mapping[str, Any]) -> ServiceError:
    """Return what an error means that answers the set-up of a realtime session."""
    param = str(error.get("param") or "")
    field = next((ours for theirs, ours in _SESSION.items() if theirs in param), "settings")
    return conversation_failed(error, field)


def conversation_failed(error: Mapping[str, Any], field: str) -> ServiceError:
    """Return what an error in a realtime session means; `field` is what it is about, if that is known."""
    known = _by_code(error, _CODES) or _by_code(error, _CODES_OF_STREAMS)
    if known is not None:
        return known
    if error.get("code") == "model_not_found":
        return refusal(404)
    if error.get("type") == "invalid_request_error" and field and field != "response":
        return invalid(field, "was refused by the provider")
    return Unavailable("the provider failed in the middle of the conversation")
