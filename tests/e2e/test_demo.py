"""The demo as a newcomer runs it: one command, one call, one report."""

import json
import os
import subprocess
import sys
import wave

import numpy as np
import pytest

from tests.e2e.mesh import require_nothing_left
from tests.e2e.ports import free_port
from tests.e2e.recognise import recognise_each

CALLER = [
    "i would like to book an appointment",
    "a cleaning please",
    "on monday please",
    "in the morning",
    "no that is wrong",
    "make it tuesday",
    "yes that is right",
]
MIN_RECOGNISED = 5
"""Of seven and of eight: the interrupting sentence and the longest one may be misheard."""
NEVER_SAID = ["on friday please", "a filling please", "speak to a person", "in the evening"]
AGENT = [
    "welcome to sunrise clinic",
    "how can i help you today",
    "which treatment would you like",
    "on which day would you like to come",
    "we are open from monday to saturday",
    "would you prefer the morning the afternoon or the evening",
    "so i have cleaning on monday in the morning",
    "so i have cleaning on tuesday in the morning",
    "is that right",
    "what should i change",
    "the treatment the day or the time",
]
AGENT_SAID = [
    "welcome to sunrise clinic how can i help you today",
    "on which day would you like to come we are open from monday to saturday",
    "would you prefer the morning the afternoon or the evening",
    "so i have cleaning on monday in the morning is that right",
    "what should i change",
    "so i have cleaning on tuesday in the morning is that right",
]


@pytest.mark.timeout(280)
def test_the_demo_books_an_appointment_and_both_sides_are_recorded(tmp_path):
    settings = {"VOICERA_DATA_DIR": str(tmp_path), "VOICERA_PUBLIC_PORT": str(free_port())}
    environment = {**os.environ, **settings}  # noqa: TID251 - for a child
    command = [sys.executable, "-m", "voicera_local", "demo"]
    demo = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=240)
    require_nothing_left(tmp_path)
    assert demo.returncode == 0, demo.stderr
    result = last_json(demo.stdout)
    call = result["call"]
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    expected = {"service": "cleaning", "day": "tuesday", "time": "morning", "phone": "9800000001"}
    assert expected.items() <= call["variables"].items()
    assert call["turns"] >= 4
    assert 0 < call["latency"]["response_p50_ms"] <= call["latency"]["response_p95_ms"]
    assert call["latency"]["platform_p95_ms"] > 0
    caller, agent, rate = channels(result["recording"])
    heard = recognise_each(caller, rate, [*CALLER, *NEVER_SAID])
    assert len(in_order(CALLER, heard)) >= MIN_RECOGNISED, heard
    spoken = recognise_each(agent, rate, [*AGENT, *NEVER_SAID])
    assert len(in_order(AGENT_SAID, spoken)) >= MIN_RECOGNISED, spoken


def in_order(sentences, heard):
    """The sentences found in what was heard, each after the one before."""
    rest = iter(heard)
    found = []
    for sentence in sentences:
        remaining = list(rest)
        at = next((at for at, each in enumerate(remaining) if sentence in each), None)
        rest = iter(remaining if at is None else remaining[at + 1 :])
        found += [] if at is None else [sentence]
    return found


def last_json(output):
    """The object that ends the output; it starts on a line of its own."""
    return json.loads("{" + f"\n{output}".rpartition("\n{\n")[2])


def channels(path):
    with wave.open(path) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
        return samples[:, 0], samples[:, 1], file.getframerate()
