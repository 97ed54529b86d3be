"""What the carrier may do wrong, and that it harms no call."""

import pytest

from tests.e2e.mesh import wait_for
from tests.e2e.specs import reception

TALK = ("listen", {"say": "yes please"}, {"wait_hangup": 20000})


@pytest.mark.parametrize(
    "fault",
    [
        {"duplicate_webhooks": True},
        {"hangup_before_close": True},
        {"webhook_method": "GET"},
        {"number_format": "national0"},
        {"number_format": "plus"},
        {"stop_frame": True},
        {"cleared_after_ms": 100, "flush": "race"},
    ],
    ids=lambda fault: "-".join(f"{name}={value}" for name, value in fault.items()),
)
def test_the_call_goes_as_if_nothing_were_odd(account, carrier, number_for, fault):
    placed = carrier.call(number_for(reception()), *TALK, **fault)
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    assert call["state"] == "CALL_STATE_COMPLETED"
    # The carrier's word may complete the record before the conversation's own end has come.
    wait_for(lambda: account.get(f"/v1/calls/{call['id']}")["disposition"] == "booked", within_s=10)
    assert len(report["streams"]) == 1


@pytest.mark.parametrize("signature", ["wrong", "none"])
def test_a_webhook_without_a_right_signature_starts_nothing(account, carrier, number_for, signature):
    placed = carrier.call(number_for(reception()), {"wait_hangup": 10000}, signature=signature)
    report = carrier.report(placed)
    assert report["streams"] == []
    statuses = {hook["status"] for hook in report["webhooks"]}
    assert statuses == {403}
    calls = account.get("/v1/calls", page_size=100)["calls"]
    assert placed not in {call["carrier_call_id"] for call in calls}
