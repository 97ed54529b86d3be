"""Calls through the carrier, from its webhook to the archive."""

import pytest

from tests.e2e.events import of_kind
from tests.e2e.specs import (
    collect_digits,
    hang_up,
    keypad,
    reception,
    say,
    spec,
    storyteller,
    transfer,
)

BARGE_IN_STOP_MS = 1500
"""Loose on purpose: `make bench` knows the limit."""


def test_caller_books_by_voice_and_the_agent_hangs_up(account, carrier, number_for):
    placed = carrier.call(number_for(reception()), "listen", {"say": "yes please"}, {"wait_hangup": 20000})
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_AGENT_HUNG_UP")
    assert (call["disposition"], call["turns"], call["direction"]) == ("booked", 1, "DIRECTION_INBOUND")
    assert account.transcript(call["id"]) == [
        ("agent", "Hello. Would you like to book an appointment?"),
        ("caller", "yes please"),
        ("agent", "Your appointment is booked. Goodbye."),
    ]


def test_outbound_call_by_rest_is_answered_and_talks(account, carrier, number_for):
    ours, theirs = number_for(reception()), "+919800000077"
    agent_id = account.agent_behind(ours)
    carrier.answer_with(theirs, "listen", {"say": "no"}, {"wait_hangup": 20000})
    body = {"agent_id": agent_id, "to": theirs, "from": ours, "idempotency_key": "once"}
    call = account.post("/v1/calls", body)
    again = account.post("/v1/calls", body)
    assert again["id"] == call["id"]
    ended = account.ended(call["id"])
    assert (ended["direction"], ended["state"]) == ("DIRECTION_OUTBOUND", "CALL_STATE_COMPLETED")
    assert (ended["disposition"], ended["to"], ended["from"]) == ("declined", theirs, ours)
    assert ("caller", "no") in account.transcript(call["id"])


def test_outbound_call_to_a_busy_line_ends_as_busy(account, carrier, number_for):
    ours, theirs = number_for(reception()), "+919800000078"
    agent_id = account.agent_behind(ours)
    carrier.answer_with(theirs, outcome="busy")
    call = account.post("/v1/calls", {"agent_id": agent_id, "to": theirs, "from": ours})
    ended = account.ended(call["id"])
    assert (ended["state"], ended["end_reason"]) == ("CALL_STATE_BUSY", "END_REASON_BUSY")


def test_operator_hangs_a_running_call_up(account, carrier, number_for):
    placed = carrier.call(number_for(storyteller()), {"wait_hangup": 60000})
    call = account.call(placed)
    carrier_state = carrier.http.get(f"/control/calls/{placed}").json()
    assert carrier_state["finished"] is False
    account.post(f"/v1/calls/{call['id']}:hangUp")
    ended = account.ended(call["id"])
    assert ended["state"] == "CALL_STATE_COMPLETED"
    assert ended["end_reason"] == "END_REASON_OPERATOR_HUNG_UP"


@pytest.mark.parametrize("bare", [False, True], ids=["full frames", "bare frames"])
def test_keys_fill_a_variable(account, carrier, number_for, bare):
    steps = ("listen", {"press": "4071"}, {"wait_hangup": 20000})
    placed = carrier.call(number_for(keypad()), *steps, dtmf_bare=bare)
    assert carrier.report(placed)["ok"]
    call = account.ended(account.call(placed)["id"])
    assert call["variables"]["pin"] == "4071"
    assert ("caller", "[keys: 4071]") in account.transcript(call["id"])


def test_caller_interrupts_and_the_transcript_keeps_what_was_heard(account, carrier, number_for):
    number = number_for(storyteller(otherwise="bye"))
    placed = carrier.call(
        number, {"interrupt": {"say": "please stop", "after_ms": 2500}}, {"wait_hangup": 20000}
    )
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    said = of_kind(account.events(call["id"]), "agent_said")
    assert report["ok"], (report["errors"], account.transcript(call["id"]))
    cut = said[0]
    assert cut["interrupted"] is True
    assert cut["intended_text"].startswith(cut["text"].rstrip("."))
    assert 20 < len(cut["text"]) < len(cut["intended_text"]) / 2
    assert call["disposition"] == "stopped"
    [barge_in] = report["barge_ins"]
    assert barge_in["stop_ms"] is not None
    assert barge_in["stop_ms"] <= BARGE_IN_STOP_MS
    assert report["audio_during_clear"] == 0


def test_caller_hangs_up_in_the_agents_sentence(account, carrier, number_for):
    placed = carrier.call(number_for(storyteller()), {"hang_up": {"agent_audible_ms": 1500}})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_CALLER_HUNG_UP")
    events = account.events(call["id"])
    [said] = of_kind(events, "agent_said")
    assert len(said["text"]) < len(said["intended_text"])
    assert not of_kind(events, "media_interrupted")


def test_caller_hangs_up_in_their_own_sentence(account, carrier, number_for):
    sentence = {"say": "i would like to book an appointment", "after_ms": 600}
    placed = carrier.call(number_for(reception()), "listen", {"hang_up": sentence})
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    [cut] = report["caller"]
    assert cut["end_ms"] - cut["start_ms"] <= sentence["after_ms"]
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_CALLER_HUNG_UP")
    assert call["disposition"] == ""
    spoken = [text for who, text in account.transcript(call["id"]) if who == "agent"]
    assert spoken == ["Hello. Would you like to book an appointment?"]


def test_a_model_that_judges_the_end_of_a_turn_serves_a_call(account, carrier, number_for):
    judged = {"end_of_turn": "END_OF_TURN_SMART_TURN", "wait_ms": 2000}
    number = number_for(reception(turn_taking=judged))
    placed = carrier.call(number, "listen", {"say": "yes please"}, {"wait_hangup": 30000})
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    assert ("caller", "yes please") in account.transcript(call["id"])


def test_dropped_socket_is_reconnected_and_the_conversation_goes_on(account, carrier, number_for):
    number = number_for(reception())
    placed = carrier.call(
        number, {"wait": 1200}, "drop_socket", "listen", {"say": "yes please"}, {"wait_hangup": 20000}
    )
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    events = account.events(call["id"])
    assert report["reconnects"] == 1
    assert of_kind(events, "media_interrupted")
    assert of_kind(events, "media_restored")
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")


def test_silent_caller_is_prompted_and_then_the_call_ends(account, carrier, number_for):
    silence = {"prompt_after_ms": 1000, "max_prompts": 2, "prompts": ["Hello?"], "farewell": "Goodbye."}
    placed = carrier.call(number_for(reception(silence=silence)), {"wait_hangup": 40000})
    assert carrier.report(placed)["ok"]
    call = account.ended(account.call(placed)["id"])
    assert call["end_reason"] == "END_REASON_CALLER_SILENT"
    prompts = of_kind(account.events(call["id"]), "silence_prompted")
    assert [prompt["count"] for prompt in prompts] == [1, 2]
    assert account.transcript(call["id"])[1:] == [
        ("agent", "Hello?"),
        ("agent", "Hello?"),
        ("agent", "Goodbye."),
    ]


def test_longest_duration_ends_the_call(account, carrier, number_for):
    limits = {"max_duration_s": 10, "farewell": "Time is up."}
    placed = carrier.call(number_for(storyteller(limits=limits)), {"wait_hangup": 40000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert call["end_reason"] == "END_REASON_MAX_DURATION"
    assert account.transcript(call["id"])[-1] == ("agent", "Time is up.")


def test_caller_is_transferred(account, carrier, number_for):
    number = number_for(spec(transfer("desk", "+919800000079", "One moment, I will connect you.")))
    placed = carrier.call(number, {"wait_hangup": 20000})
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    assert report["dialled"] == ["919800000079"]
    assert (call["state"], call["end_reason"]) == ("CALL_STATE_COMPLETED", "END_REASON_TRANSFERRED")
    assert account.transcript(call["id"]) == [("agent", "One moment, I will connect you.")]


def assert_told(report):
    """One sentence was spoken to its end before the call was."""
    [told] = report["spoken"]
    assert len(told.split()) > 3


def test_unknown_number_is_told_so_and_hung_up(account, carrier):
    placed = carrier.call("+918045999999", {"wait_hangup": 20000})
    report = carrier.report(placed)
    assert report["hangup"]["code"] in {4000, 4010}
    assert report["streams"] == []
    assert_told(report)


def test_number_of_an_unpublished_agent_is_told_so_and_recorded_as_refused(account, carrier):
    agent = account.post("/v1/agents", {"display_name": "Draft only", "draft": reception()})
    account.attach("+918045888888", agent["id"])
    placed = carrier.call("+918045888888", {"wait_hangup": 20000})
    report = carrier.report(placed)
    assert report["streams"] == []
    assert_told(report)
    call = account.ended(account.call(placed)["id"])
    assert call["end_reason"] == "END_REASON_REFUSED"


def test_say_nodes_and_templates_are_spoken_in_order(account, carrier, number_for):
    agent = spec(
        say("hello", "Welcome.", "pin"),
        collect_digits("pin", "pin", "Type two digits.", "done", 2),
        hang_up("done", "You typed {pin}."),
        variables=[{"name": "pin", "type": "VARIABLE_TYPE_DIGITS"}],
    )
    placed = carrier.call(number_for(agent), "listen", {"press": "42"}, {"wait_hangup": 20000})
    carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    spoken = " ".join(text for who, text in account.transcript(call["id"]) if who == "agent")
    assert spoken == "Welcome. Type two digits. You typed 4 2."
