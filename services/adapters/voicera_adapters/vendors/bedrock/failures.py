"""Says in our words what Bedrock's exceptions mean."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from voicera_adapters.net import quota_exhausted, refusal
from voicera_adapters.vendors.bedrock.events import Event
from voicera_kit.errors import ServiceError, Unavailable, invalid

_STATUS: Final = {
    "accessDeniedException": 403,
    "internalServerException": 500,
    "modelErrorException": 424,
    "modelNotReadyException": 429,
    "modelStreamErrorException": 424,
    "modelTimeoutException": 408,
    "resourceNotFoundException": 404,
    "serviceQuotaExceededException": 400,
    "serviceUnavailableException": 503,
    "throttlingException": 429,
    "validationException": 400,
}
_MODELS_FAULT: Final = 424
_SAID: Final = {
    "model identifier is invalid": "model",
    "on-demand throughput": "model",
    "access to the model": "model",
    "input is too long": "messages",
    "maximum tokens": "max_output_tokens",
    "temperature": "temperature",
    "topp": "settings.top_p",
    "top_p": "settings.top_p",
    "tool": "tools",
    "outputconfig": "response_schema",
    "performanceconfig": "settings.latency",
    "guardrail": "settings.guardrail_id",
}
"""Refusals name what they are about in their words only."""


def explain(status: int, body: Any) -> ServiceError | None:
    """Return what a refusal means, if its words say more than the status."""
    if status == _MODELS_FAULT:
        return Unavailable("the provider's model failed")
    if status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN}:
        return None
    said = _words(body)
    if "service quota" in said:
        return quota_exhausted()
    field = next((field for words, field in _SAID.items() if words in said), None)
    if field is None or (status == HTTPStatus.FORBIDDEN and field != "model"):
        return None
    return invalid(field, "was refused by the provider")


def broken_stream(event: Event) -> ServiceError:
    """Return what an exception in the middle of an answer means."""
    status = _STATUS.get(event.kind, 500)
    return explain(status, event.said) or refusal(status)


def _words(body: Mapping[str, Any]) -> str:
    return str(body.get("message") or body.get("Message") or "").lower()
