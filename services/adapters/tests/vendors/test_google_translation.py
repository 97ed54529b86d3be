"""What only Google's translator does: refusals whose status says something else."""

from datetime import timedelta

import pytest

from voicera_adapters.net import KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_kit.errors import InvalidArgument, ResourceExhausted, ServiceError

from .rigs.google_translation import RIG
from .test_translation import wanted


def refused(status, reason):
    error = {"domain": "usageLimits", "reason": reason, "message": "secret"}
    return status, {"error": {"code": status, "message": "secret", "errors": [error]}}


KEY_INVALID = {
    "error": {
        "code": 400,
        "message": "API key not valid.",
        "status": "INVALID_ARGUMENT",
        "errors": [{"message": "API key not valid.", "domain": "global", "reason": "badRequest"}],
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
    }
}


async def refusal_of(serve, refusal) -> ServiceError:
    async with serve(RIG) as served:
        served.vendor.refusal = refusal
        with pytest.raises(ServiceError) as caught:
            await served.client.translate(wanted(RIG))
    assert "secret" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("refusal", "reason"),
    [
        (refused(403, "dailyLimitExceeded"), QUOTA_EXHAUSTED),
        (refused(403, "forbidden"), KEY_REJECTED),
        ((400, KEY_INVALID), KEY_REJECTED),
    ],
)
async def test_quotas_and_keys_are_told_apart(serve, refusal, reason):
    assert (await refusal_of(serve, refusal)).reason == reason


@pytest.mark.parametrize(("status", "wait_s"), [(403, 1), (429, 7)])
async def test_too_many_requests_say_when_to_come_back(serve, status, wait_s):
    error = await refusal_of(serve, refused(status, "userRateLimitExceeded"))
    assert isinstance(error, ResourceExhausted)
    assert error.retry_after == timedelta(seconds=wait_s)


async def test_a_refused_request_is_about_the_texts(serve):
    error = await refusal_of(serve, refused(400, "invalid"))
    assert isinstance(error, InvalidArgument)
    assert [each.field for each in error.violations] == ["texts"]
