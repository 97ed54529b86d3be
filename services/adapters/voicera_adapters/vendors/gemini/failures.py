"""Says in our words what Google's errors mean."""

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from voicera_adapters.net import key_rejected, quota_exhausted, refusal
from voicera_kit.errors import ServiceError, invalid

_KEY_REASONS: Final = frozenset({"API_KEY_INVALID", "API_KEY_EXPIRED", "API_KEY_SERVICE_BLOCKED"})
_FIELDS: Final = {
    "contents": "messages",
    "max_output_tokens": "max_output_tokens",
    "response_json_schema": "response_schema",
    "safety_settings": "settings.safety_threshold",
    "stop_sequences": "settings.stop_sequences",
    "system_instruction": "messages",
    "temperature": "temperature",
    "thinking_budget": "settings.thinking_budget",
    "thinking_level": "settings.thinking_level",
    "tools": "tools",
    "top_k": "settings.top_k",
    "top_p": "settings.top_p",
}


def explain(status: int, body: Any) -> ServiceError | None:
    """Return what a refusal means, if its JSON says more than the status: a wrong key comes as 400."""
    error = (body[0] if isinstance(body, list) else body)["error"]
    if any(each.get("reason") in _KEY_REASONS for each in _details(error, "ErrorInfo")):
        return key_rejected()
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _limit(error)
    if status == HTTPStatus.BAD_REQUEST:
        return _refused(error)
    return None


def broken_stream(error: Mapping[str, Any]) -> ServiceError:
    """Return what an error in the middle of an answer means."""
    status = error.get("code")
    status = status if isinstance(status, int) and status in range(400, 600) else 500
    return explain(status, {"error": error}) or refusal(status)


def _limit(error: Mapping[str, Any]) -> ServiceError | None:
    quotas = [quota for each in _details(error, "QuotaFailure") for quota in each.get("violations", ())]
    if any("PerDay" in str(each.get("quotaId")) for each in quotas):
        return quota_exhausted()
    delay = next((each.get("retryDelay") for each in _details(error, "RetryInfo")), None)
    return (
        refusal(HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(delay).removesuffix("s")})
        if delay
        else None
    )


def _refused(error: Mapping[str, Any]) -> ServiceError | None:
    if error.get("status") == "FAILED_PRECONDITION":  # where the key's project may not use the API
        return key_rejected()
    named = [
        each.get("field", "") for said in _details(error, "BadRequest") for each in said["fieldViolations"]
    ]
    words = [word for each in named for word in reversed(re.findall(r"[a-z_]+", each))]
    field = next((_FIELDS[word] for word in words if word in _FIELDS), None)
    return invalid(field, "was refused by the provider") if field else None


def _details(error: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    return (each for each in error.get("details", ()) if str(each.get("@type")).endswith(f".{kind}"))


_INVALID: Final = 1007
_REFUSED: Final = 1008


def closed(code: int, reason: str) -> ServiceError | None:
    """Read why a Live session was closed: a wrong key and a used-up quota are told by words only."""
    words = reason.lower()
    if code in {_INVALID, _REFUSED} and any(each in words for each in ("api key", "permission", "denied")):
        return key_rejected()
    if "quota" in words or "resource_exhausted" in words:
        return quota_exhausted() if "billing" in words else refusal(HTTPStatus.TOO_MANY_REQUESTS)
    if code == _REFUSED and "not found" in words:
        return invalid("model", "is not known to the provider")
    return invalid("settings", "were refused by the provider") if code == _INVALID else None
