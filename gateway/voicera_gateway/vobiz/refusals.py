"""What the carrier says when it does not do what it was asked, in our terms."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from voicera_kit.errors import FailedPrecondition, NotFound, ResourceExhausted, ServiceError, Unavailable

DETAIL_CHARACTERS: Final = 200
DEFAULT_RETRY_AFTER: Final = timedelta(seconds=5)
_HTTP_CONFLICT: Final = 409


class CarrierRefused(FailedPrecondition):
    """The carrier will not do it; trying again changes nothing.

    Reasons: CARRIER_UNAUTHORIZED (our credentials), CARRIER_BALANCE_LOW, CARRIER_REQUEST_REFUSED (the numbers).
    """


class CarrierConflict(CarrierRefused):
    """What there is at the carrier stands in the way; reason CARRIER_REQUEST_REFUSED."""


class CarrierBusy(ResourceExhausted):
    """Too many calls at once or per second for the account; reason CARRIER_LIMIT_REACHED."""


class CarrierUnreachable(Unavailable):
    """No usable answer: whether it happened is unknown; reason CARRIER_UNREACHABLE."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"the carrier did not answer: {detail}", reason="CARRIER_UNREACHABLE")


class CallGone(NotFound):
    """The carrier does not know the call, or no more; reason CARRIER_CALL_GONE."""

    def __init__(self) -> None:
        super().__init__("call at the carrier", "", reason="CARRIER_CALL_GONE")


def refusal_of(status: int, body: Mapping[str, Any]) -> ServiceError:
    detail = _detail(body) or f"HTTP {status}"
    match status:
        case 401:
            return CarrierRefused(
                f"the carrier refused our credentials: {detail}", reason="CARRIER_UNAUTHORIZED"
            )
        case 402:
            return CarrierRefused("the carrier account's balance is too low", reason="CARRIER_BALANCE_LOW")
        case 404:
            return CallGone()
        case 429:
            message = f"the carrier's limit is reached: {detail}"
            return CarrierBusy(message, retry_after=_retry_after(body), reason="CARRIER_LIMIT_REACHED")
        case _ if 400 <= status < 500:  # noqa: PLR2004 - the class of client errors
            kind = CarrierConflict if status == _HTTP_CONFLICT else CarrierRefused
            return kind(f"the carrier refused: {detail}", reason="CARRIER_REQUEST_REFUSED")
        case _:
            return CarrierUnreachable(detail)


def _detail(body: Mapping[str, Any]) -> str:
    """Return what the body says; its shape differs from error to error."""
    error = body.get("error")
    nested = error.get("message") if isinstance(error, Mapping) else error
    for text in (nested, body.get("message")):
        if isinstance(text, str) and text:
            return text[:DETAIL_CHARACTERS]
    return ""


def _retry_after(body: Mapping[str, Any]) -> timedelta:
    error = body.get("error")
    for holder in (body.get("details"), error.get("details") if isinstance(error, Mapping) else None):
        seconds = holder.get("retryAfter") if isinstance(holder, Mapping) else None
        if isinstance(seconds, int | float) and 0 < seconds < 3600:  # noqa: PLR2004 - an hour is a typing error
            return timedelta(seconds=seconds)
    return DEFAULT_RETRY_AFTER
