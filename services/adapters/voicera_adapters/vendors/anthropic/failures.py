"""Says in our words what Anthropic's errors mean."""

import re
from http import HTTPStatus
from typing import Any, Final

from voicera_adapters.net import quota_exhausted, refusal
from voicera_kit.errors import ServiceError, invalid

_STATUS: Final = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}
_FIELDS: Final = {
    "max_tokens": "max_output_tokens",
    "messages": "messages",
    "model": "model",
    "output_config": "response_schema",
    "prompt": "messages",
    "stop_sequences": "settings.stop_sequences",
    "system": "messages",
    "temperature": "temperature",
    "thinking": "settings.thinking",
    "tools": "tools",
    "top_k": "settings.top_k",
    "top_p": "settings.top_p",
}
_FIRST_WORD: Final = re.compile(r"`?([a-z_]+)")
_NO_CREDIT: Final = "Your credit balance is too low"


def explain(status: int, body: Any) -> ServiceError | None:
    """Return what a refusal means, if its JSON says more than the status: messages begin with the field they mean."""
    error = body["error"]
    if error["type"] == "billing_error" or error["message"].startswith(_NO_CREDIT):
        return quota_exhausted()
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return refusal(status, field="messages")
    if error["type"] != "invalid_request_error":
        return None
    word = _FIRST_WORD.match(error["message"])
    field = _FIELDS.get(word[1]) if word else None
    return invalid(field, "was refused by the provider") if field else None


def broken_stream(error: Any) -> ServiceError:
    """Return what an error in the middle of an answer means."""
    return refusal(_STATUS.get(error["type"], 500))
