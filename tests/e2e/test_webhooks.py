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
        {"strict_stream_id": False},
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


def test_a_dialled_call_may_be_accepted_with_200(account, carrier, number_for):
    ours, theirs = number_for(reception()), "+919800000081"
    carrier.answer_with(theirs, *TALK)
    body = {"agent_id": account.agent_behind(ours), "to": theirs, "from": ours}
    with carrier.misbehaving(make_call_status=200):
        call = account.post("/v1/calls", body)
    assert account.ended(call["id"])["state"] == "CALL_STATE_COMPLETED"
    wait_for(lambda: account.get(f"/v1/calls/{call['id']}")["disposition"] == "booked", within_s=10)


def test_a_busy_line_is_known_by_its_code_where_every_call_is_completed(account, carrier, number_for):
    ours, theirs = number_for(reception()), "+919800000082"
    carrier.answer_with(theirs, outcome="busy")
    body = {"agent_id": account.agent_behind(ours), "to": theirs, "from": ours}
    with carrier.misbehaving(status_always_completed=True):
        call = account.post("/v1/calls", body)
    ended = account.ended(call["id"])
    assert (ended["state"], ended["end_reason"]) == ("CALL_STATE_BUSY", "END_REASON_BUSY")


def test_a_nonce_is_good_for_one_webhook(account, carrier, number_for):
    number = number_for(reception())
    placed = carrier.call(number, *TALK, replay_nonce=True)
    report = carrier.report(placed)
    assert {(hook["event"], hook["status"]) for hook in report["webhooks"]} == {
        ("StartApp", 200),
        ("Hangup", 403),
    }
    assert account.call(placed)["state"] == "CALL_STATE_IN_PROGRESS"
    replayed = carrier.report(carrier.call(number, {"wait_hangup": 10000}, replay_nonce=True))
    assert replayed["streams"] == []
    assert {hook["status"] for hook in replayed["webhooks"]} == {403}


@pytest.mark.parametrize("signature", ["wrong", "none"])
def test_a_webhook_without_a_right_signature_starts_nothing(account, carrier, number_for, signature):
    placed = carrier.call(number_for(reception()), {"wait_hangup": 10000}, signature=signature)
    report = carrier.report(placed)
    assert report["streams"] == []
    statuses = {hook["status"] for hook in report["webhooks"]}
    assert statuses == {403}
    calls = account.get("/v1/calls", page_size=100)["calls"]
    assert placed not in {call["carrier_call_id"] for call in calls}
