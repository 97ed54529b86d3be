"""How the carrier's words on the end of a call become ours."""

import pytest

from voicera.media.v1 import call_pb2 as calls
from voicera_gateway.vobiz.causes import outcome_of
from voicera_gateway.vobiz.events import HungUp, parse


def outcome(status="completed", code=None, cause="", source="", answered=None):
    event = HungUp("uuid-1", status, code, cause, "", source, bool(answered))
    found = outcome_of(event)
    state = calls.CallState.Name(found.state).removeprefix("CALL_STATE_")
    return state, calls.EndReason.Name(found.reason).removeprefix("END_REASON_")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (("completed", 4000, "NORMAL_CLEARING", "Caller", True), ("COMPLETED", "CALLER_HUNG_UP")),
        (("completed", 4000, "NORMAL_CLEARING", "Call recipient", True), ("COMPLETED", "CALLER_HUNG_UP")),
        (("completed", 4000, "NORMAL_CLEARING", "API Request", True), ("COMPLETED", "AGENT_HUNG_UP")),
        (("completed", 4010, "NORMAL_CLEARING", "Vobiz", True), ("COMPLETED", "AGENT_HUNG_UP")),
        (("busy", 3010, "USER_BUSY", "Carrier"), ("BUSY", "BUSY")),
        (("completed", 3010, "USER_BUSY", "Carrier"), ("BUSY", "BUSY")),
        (("no-answer", 6010, "NO_ANSWER", "Vobiz"), ("NO_ANSWER", "NO_ANSWER")),
        (("timeout", 6010), ("NO_ANSWER", "NO_ANSWER")),
        (("timeout", None), ("NO_ANSWER", "NO_ANSWER")),
        (("failed", 3020, "CALL_REJECTED"), ("FAILED", "REJECTED")),
        (("failed", None, "CALL_REJECTED"), ("FAILED", "REJECTED")),
        (("failed", 2000, "INVALID_NUMBER"), ("FAILED", "INVALID_DESTINATION")),
        (("completed", 1000, "ORIGINATOR_CANCEL", "API Request"), ("CANCELED", "OPERATOR_HUNG_UP")),
        (("completed", None, "ORIGINATOR_CANCEL", "Caller"), ("CANCELED", "CALLER_HUNG_UP")),
        (("completed", 6000, "", "Vobiz", True), ("COMPLETED", "MAX_DURATION")),
        (("completed", 6020, "MEDIA_TIMEOUT", "Vobiz", True), ("COMPLETED", "MEDIA_LOST")),
        (("completed", 7011, "", "Error"), ("FAILED", "PLATFORM_ERROR")),
        (("completed", 8011, "", "Error", True), ("COMPLETED", "PLATFORM_ERROR")),
        (("completed", 5010, "", "Vobiz", True), ("COMPLETED", "CARRIER_ERROR")),
        (("failed", 5010), ("FAILED", "CARRIER_ERROR")),
        (("completed", 9100), ("COMPLETED", "MACHINE_DETECTED")),
        (("completed", 0, "USER_BUSY"), ("BUSY", "BUSY")),
        (("failed", 4242, "SOMETHING_NEW"), ("FAILED", "CARRIER_ERROR")),
        (("", None, ""), ("COMPLETED", "CALLER_HUNG_UP")),
    ],
)
def test_outcome(event, expected):
    assert outcome(*event) == expected


def test_detail_keeps_the_carriers_words():
    fields = {
        "Event": "Hangup",
        "CallUUID": "uuid-1",
        "HangupCauseCode": "4000",
        "HangupCauseName": "Normal Hangup",
        "HangupSource": "Answer XML",
    }
    assert outcome_of(parse(fields)).detail == "4000 Normal Hangup (Answer XML)"


def test_strange_code_is_no_code():
    assert parse({"Event": "Hangup", "CallUUID": "u", "HangupCauseCode": "x4"}).code is None
