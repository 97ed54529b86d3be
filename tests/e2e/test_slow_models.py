"""A language model that is slow: the caller is told, or another is asked as well; and what a call has used."""

from typing import Any

from tests.e2e.events import of_kind
from tests.e2e.mesh import Json
from tests.e2e.specs import ask, hang_up, spec

QUESTION = "where is my order"
ANSWER = "It is on its way."


def answering(delay_ms: int, text: str = ANSWER) -> Json:
    rules = [{"text": text, "delay_ms": delay_ms}]
    return {"adapter": "scripted", "model": "scripted", "settings": {"rules": rules}}


def thinker(*models: Json, **failover: Any) -> Json:
    node = {
        "id": "talk",
        "prompt": {"instructions": "Tell about the order.", "max_turns": 1},
        "edges": [{"to": "bye", "otherwise": {}}],
    }
    return spec(
        ask("welcome", "What can we do for you?", {"order": ("talk", [QUESTION])}, "talk"),
        node,
        hang_up("bye", "Goodbye."),
        language_model=list(models),
        failover=failover,
    )


def held(account, carrier, number: str, *further: str) -> Json:
    placed = carrier.call(number, "listen", {"say": QUESTION}, "listen", *further, "hang_up")
    report = carrier.report(placed)
    call = account.ended(account.call(placed)["id"])
    assert report["ok"], report["errors"]
    return call


def agent_lines(account, call: Json) -> str:
    return " ".join(text for who, text in account.transcript(call["id"]) if who == "agent")


def test_a_caller_who_waits_hears_the_agents_own_bridge_line(account, carrier, number_for):
    slow = thinker(answering(4000), bridge_line="Let me look that up.", bridge_after_ms=800)
    call = held(account, carrier, number_for(slow), "listen")
    assert f"Let me look that up. {ANSWER}" in agent_lines(account, call)
    measured = of_kind(account.events(call["id"]), "turn_measured")
    assert [each["bridged"] for each in measured] == [True]


def test_the_next_model_answers_for_one_that_is_slow(account, carrier, number_for):
    raced = thinker(answering(8000, "Too late."), answering(0), hedge_after_ms=300, bridge_line_disabled=True)
    call = held(account, carrier, number_for(raced))
    assert ANSWER in agent_lines(account, call)
    assert not of_kind(account.events(call["id"]), "provider_failed")


def test_what_each_stage_used_is_in_the_calls_events(account, carrier, number_for):
    call = held(account, carrier, number_for(thinker(answering(0))))
    recorded = of_kind(account.events(call["id"]), "usage_recorded")
    units = {(each["modality"], each["adapter"]): {use["unit"] for use in each["usage"]} for each in recorded}
    assert units == {
        ("MODALITY_SPEECH_TO_TEXT", "pocketsphinx"): {"USAGE_UNIT_AUDIO_SECONDS"},
        ("MODALITY_TEXT_TO_SPEECH", "espeak"): {"USAGE_UNIT_CHARACTERS"},
        ("MODALITY_LANGUAGE_MODEL", "scripted"): {"USAGE_UNIT_INPUT_TOKENS", "USAGE_UNIT_OUTPUT_TOKENS"},
    }
    assert all(use["quantity"] > 0 for each in recorded for use in each["usage"])
