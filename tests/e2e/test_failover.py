"""A provider is killed, stalls or talks garbage in the middle of a call: nothing said is lost, nobody waits long.

The failing ones are servers of their own, which the mesh knows by configuration alone.
"""

import io
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Json, Mesh, running_mesh, wait_for
from tests.e2e.ports import free_port
from tests.e2e.specs import ask, hang_up, spec

FAULTS = ("killed", "stalled", "garbage")
EARS, MOUTH, MIND = "ears", "mouth", "mind"
BUDGET_MS = 1000
"""Of each stage: what a stalled provider is waited for."""
GOAL_MS = 700
WHOLE = "We have seen your order and it will be at your door on Monday before noon if the weather is kind."
BEGUN = 8
"""Words the first model gets to say."""
SENTENCE = "i would like to book an appointment"
ANNOUNCEMENT = (
    "Welcome to the clinic of the seven lakes, where somebody is here for you on every day of the week."
)


@pytest.fixture(scope="module")
def ports() -> dict[str, int]:
    return {name: free_port() for name in (EARS, MOUTH, MIND)}


@pytest.fixture(scope="module")
def fragile_mesh(tmp_path_factory: pytest.TempPathFactory, ports: dict[str, int]) -> Iterator[Mesh]:
    servers = ",".join(f"{name}=127.0.0.1:{port}" for name, port in ports.items())
    budget_s = str(BUDGET_MS / 1000)
    settings = {
        "VOICERA_ADAPTER_SERVERS": servers,
        "VOICERA_PROVIDER_OPEN_BUDGET_S": budget_s,
        "VOICERA_TRANSCRIPT_BUDGET_S": budget_s,
        "VOICERA_FIRST_AUDIO_BUDGET_S": budget_s,
        "VOICERA_FIRST_TOKEN_BUDGET_S": budget_s,
    }
    with running_mesh(tmp_path_factory.mktemp("fragile"), **settings) as mesh:
        yield mesh


@pytest.fixture(scope="module")
def owner(fragile_mesh: Mesh) -> Account:
    return fragile_mesh.account()


@pytest.fixture(scope="module")
def phone(fragile_mesh: Mesh) -> Carrier:
    return Carrier.of(fragile_mesh)


@contextmanager
def fragile(mesh: Mesh, owner: Account, ports: dict[str, int], name: str, fault: str) -> Iterator[None]:
    command = [
        sys.executable,
        "-m",
        "tests.e2e.fragile",
        "--port",
        str(ports[name]),
        "--mesh",
        mesh.mesh_target,
    ]
    process = subprocess.Popen([*command, "--prefix", f"{name}_", "--fault", fault])
    try:
        wait_for(lambda: _offered(owner, f"{name}_"))
        yield
    finally:
        process.kill()
        process.wait(10)


def _offered(owner: Account, prefix: str) -> bool:
    adapters = owner.get("/v1/integrations", page_size=500)["adapters"]
    return any(each["id"].startswith(prefix) for each in adapters)


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


def longest_silence_ms(wav: bytes) -> int:
    """Of the agent, between its first and its last sound."""
    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 500)
    return max((int((after - before) * 1000 / rate) for before, after in pairwise(loud)), default=0)


def limit_ms(fault: str) -> int:
    return BUDGET_MS + 300 if fault == "stalled" else GOAL_MS


def listener(first: str) -> Json:
    edges = {"book": ("booked", [SENTENCE])}
    return spec(
        ask("welcome", "What can we do for you?", edges, "lost"),
        hang_up("booked", "It is booked. Goodbye.", "booked"),
        hang_up("lost", "Goodbye.", "lost"),
        speech_to_text=[{"adapter": first}, {"adapter": "pocketsphinx"}],
    )


def speaker(first: str) -> Json:
    voice = {"voice": "en-us+klatt2"}
    return spec(
        hang_up("bye", ANNOUNCEMENT, "said"),
        text_to_speech=[{"adapter": first, **voice}, {"adapter": "espeak", **voice}],
    )


def thinker(first: str) -> Json:
    words = WHOLE.split()
    script = {"word_delay_ms": 60}
    whole = {"otherwise": WHOLE, **script}
    rest = {"otherwise": " ".join(words[BEGUN:]), **script}
    node = {
        "id": "talk",
        "prompt": {"instructions": "Tell about the order."},
        "edges": [{"to": "bye", "otherwise": {}}],
    }
    return spec(
        ask("welcome", "What can we do for you?", {"order": ("talk", ["where is my order"])}, "talk"),
        node,
        hang_up("bye", "Goodbye."),
        language_model=[
            {"adapter": first, "model": "scripted", "settings": whole},
            {"adapter": "scripted", "model": "scripted", "settings": rest},
        ],
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_a_recognizer_fails_in_the_callers_sentence(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports, EARS, fault):
        number = f"+91804600{FAULTS.index(fault):04}"
        steps = ("listen", {"say": SENTENCE}, {"wait_hangup": 30000})
        report, call, events, _ = place(owner, phone, number, listener(f"{EARS}_pocketsphinx"), *steps)
    assert call["disposition"] == "booked"
    assert ("caller", SENTENCE) in owner.transcript(call["id"])
    found = switch(events)
    assert (found["modality"], found["from_adapter"], found["adapter"]) == (
        "speech_to_text",
        f"{EARS}_pocketsphinx",
        "pocketsphinx",
    )
    gap_ms = report["response_gaps_ms"][-1]
    counts[f"recognizer {fault}"] = f"answered after {gap_ms} ms"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_voice_fails_in_the_agents_sentence(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports, MOUTH, fault):
        number = f"+91804601{FAULTS.index(fault):04}"
        _, call, events, heard = place(
            owner, phone, number, speaker(f"{MOUTH}_espeak"), {"wait_hangup": 30000}
        )
    assert call["disposition"] == "said"
    assert owner.transcript(call["id"]) == [("agent", ANNOUNCEMENT)]
    assert switch(events)["modality"] == "text_to_speech"
    gap_ms = longest_silence_ms(heard)
    counts[f"voice {fault}"] = f"{gap_ms} ms of silence at most"
    assert gap_ms <= limit_ms(fault)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_model_fails_in_its_answer(fragile_mesh, owner, phone, ports, counts, fault):
    with fragile(fragile_mesh, owner, ports, MIND, fault):
        number = f"+91804602{FAULTS.index(fault):04}"
        steps = ("listen", {"say": "where is my order"}, "listen", "hang_up")
        report, call, events, _ = place(owner, phone, number, thinker(f"{MIND}_scripted"), *steps)
    said = " ".join(text for who, text in owner.transcript(call["id"]) if who == "agent")
    assert WHOLE in said
    assert switch(events)["modality"] == "language_model"
    counts[f"model {fault}"] = f"answered after {report['response_gaps_ms'][-1]} ms"
