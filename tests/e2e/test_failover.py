"""A provider is killed, stalls or talks garbage in the middle of a call: nothing said is lost.

The failing ones are servers of their own, which the mesh knows by configuration alone. How long callers wait is for
`make bench BENCH=failover` to say.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.failing import (
    ANNOUNCEMENT,
    QUESTION,
    SENTENCE,
    WHOLE,
    fragile,
    listener,
    longest_silence_ms,
    settings,
    speaker,
    thinker,
)
from tests.e2e.fragile import DELTAS, FAULTS
from tests.e2e.mesh import Account, Json, Mesh, running_mesh
from tests.e2e.ports import free_port

EARS, MOUTH, MIND = "ears", "mouth", "mind"
REASONS = {
    "killed": {"UNAVAILABLE"},
    "stalled": {"DEADLINE_EXCEEDED"},
    "garbage": {"MALFORMED_RESPONSE"},
}


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return {name: free_port() for name in (EARS, MOUTH, MIND)}


@pytest.fixture(scope="module")
def fragile_mesh(tmp_path_factory: pytest.TempPathFactory, ports: dict[str, int]) -> Iterator[Mesh]:
    with running_mesh(tmp_path_factory.mktemp("fragile"), **settings(ports)) as mesh:
        yield mesh


@pytest.fixture(scope="module")
def owner(fragile_mesh: Mesh) -> Account:
    return fragile_mesh.account()


@pytest.fixture(scope="module")
def phone(fragile_mesh: Mesh) -> Carrier:
    return Carrier.of(fragile_mesh)


def place(
    owner: Account, phone: Carrier, number: str, spec: Json, *steps: Any
) -> tuple[Json, Json, list[Json], bytes]:
    """Hold one call; returns the simulator's report, the record, its events and what the caller heard."""
    phone.rent(number)
    owner.attach(number, owner.publish(f"Agent behind {number}", spec))
    placed = phone.call(number, *steps)
    report = phone.report(placed)
    call = owner.ended(owner.call(placed)["id"])
    assert report["ok"], (report["errors"], owner.transcript(call["id"]))
    assert call["state"] == "CALL_STATE_COMPLETED"
    return report, call, owner.events(call["id"]), phone.heard(placed)


def switch(events: list[Json]) -> Json:
    [found] = [each["provider_switched"] for each in events if "provider_switched" in each]
    return found


@pytest.mark.parametrize("fault", FAULTS)
def test_a_recognizer_fails_in_the_callers_sentence(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports[EARS], f"{EARS}_{fault}_", fault):
        number = f"+91804600{FAULTS.index(fault):04}"
        steps = ("listen", {"say": SENTENCE}, {"wait_hangup": 30000})
        report, call, events, _ = place(
            owner, phone, number, listener(f"{EARS}_{fault}_pocketsphinx"), *steps
        )
    assert call["disposition"] == "booked"
    assert ("caller", SENTENCE) in owner.transcript(call["id"])
    found = switch(events)
    assert (found["modality"], found["from_adapter"], found["adapter"]) == (
        "speech_to_text",
        f"{EARS}_{fault}_pocketsphinx",
        "pocketsphinx",
    )
    assert found["reason"] in REASONS[fault]
    gap_ms = report["response_gaps_ms"][-1]
    counts[f"recognizer {fault}"] = f"answered after {gap_ms} ms"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_voice_fails_in_the_agents_sentence(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports[MOUTH], f"{MOUTH}_{fault}_", fault):
        number = f"+91804601{FAULTS.index(fault):04}"
        _, call, events, heard = place(
            owner, phone, number, speaker(f"{MOUTH}_{fault}_espeak"), {"wait_hangup": 30000}
        )
    assert call["disposition"] == "said"
    assert owner.transcript(call["id"]) == [("agent", ANNOUNCEMENT)]
    found = switch(events)
    assert found["modality"] == "text_to_speech"
    assert found["reason"] in REASONS[fault]
    gap_ms = longest_silence_ms(heard)
    counts[f"voice {fault}"] = f"{gap_ms} ms of silence at most"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_model_fails_in_its_answer(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports[MIND], f"{MIND}_{fault}_", fault):
        number = f"+91804602{FAULTS.index(fault):04}"
        steps = ("listen", {"say": QUESTION}, "listen", "hang_up")
        report, call, events, _ = place(
            owner, phone, number, thinker(f"{MIND}_{fault}_scripted", begun=DELTAS), *steps
        )
    said = " ".join(text for who, text in owner.transcript(call["id"]) if who == "agent")
    assert WHOLE in said
    found = switch(events)
    assert found["modality"] == "language_model"
    assert found["reason"] in REASONS[fault]
    counts[f"model {fault}"] = f"answered after {report['response_gaps_ms'][-1]} ms"
