"""Says in the words of CarrierService how the carrier refused."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Final

from voicera_gateway.vobiz.refusals import CallGone, CarrierBusy, CarrierRefused, CarrierUnreachable
from voicera_kit.errors import FailedPrecondition, ResourceExhausted, Unavailable

REASONS: Final[Mapping[str, str]] = MappingProxyType({
    "CARRIER_UNAUTHORIZED": "CARRIER_KEYS_WRONG",
    "CARRIER_CALL_GONE": "CARRIER_KEYS_WRONG",
    "CARRIER_BALANCE_LOW": "CARRIER_BALANCE_LOW",
    "CARRIER_LIMIT_REACHED": "CARRIER_LIMITED",
    "CARRIER_UNREACHABLE": "CARRIER_UNREACHABLE",
    "CARRIER_REQUEST_REFUSED": "CARRIER_REFUSED",
})
"""What the carrier does not know, when asked about an account, is the account."""

Refusal = CarrierRefused | CarrierBusy | CarrierUnreachable | CallGone
REFUSALS: Final = (CarrierRefused, CarrierBusy, CarrierUnreachable, CallGone)


@asynccontextmanager
async def within(deadline_s: float) -> AsyncIterator[None]:
    """Give up on the carrier after the deadline: raise CarrierUnreachable."""
    try:
        async with asyncio.timeout(deadline_s):
            yield
    except TimeoutError:
        raise CarrierUnreachable(f"nothing came within {deadline_s:g} s") from None


@asynccontextmanager
async def refusing(secrets: Iterable[str]) -> AsyncIterator[None]:
    """Raise CARRIER_REFUSED, CARRIER_LIMITED or CARRIER_UNREACHABLE for what the carrier says within the block."""
    try:
        yield
    except (CarrierRefused, CallGone) as refusal:
        raise FailedPrecondition(
            words_of(refusal, secrets),
            reason="CARRIER_REFUSED",
            metadata={"carrier_reason": REASONS[refusal.reason]},
        ) from None
    except CarrierBusy as busy:
        raise ResourceExhausted(
            words_of(busy, secrets), retry_after=busy.retry_after, reason=REASONS[busy.reason]
        ) from None
    except CarrierUnreachable as silence:
        raise Unavailable(words_of(silence, secrets), reason=REASONS[silence.reason]) from None


def words_of(refusal: Refusal, secrets: Iterable[str]) -> str:
    """Return what is said about a refusal, whatever of the keys the carrier may have repeated."""
    if isinstance(refusal, CallGone):
        return "the carrier does not know the account"
    text = refusal.message
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    return text
