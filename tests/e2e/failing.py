"""Agents whose first provider fails, the server it is on, and what a caller hears of it."""

import io
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from tests.e2e.mesh import Account, Json, Mesh, wait_for
from tests.e2e.specs import ask, hang_up, spec

BUDGET_MS = 1000
"""Of each stage: what a stalled provider is waited for."""
GOAL_MS = 700
STALLED_GOAL_MS = BUDGET_MS + 300
WHOLE = "We have seen your order and it will be at your door on Monday before noon if the weather is kind."
WORD_MS = 60
SENTENCE = "i would like to book an appointment"
QUESTION = "where is my order"
ANNOUNCEMENT = (
    "Welcome to the clinic of the seven lakes, where somebody is here for you on every day of the week."
)
LOUD = 500


def settings(ports: dict[str, int]) -> dict[str, str]:
    """Of a mesh that knows the failing servers by configuration alone."""
    budget_s = str(BUDGET_MS / 1000)
    return {
        "VOICERA_ADAPTER_SERVERS": ",".join(f"{name}=127.0.0.1:{port}" for name, port in ports.items()),
        "VOICERA_PROVIDER_OPEN_BUDGET_S": budget_s,
        "VOICERA_TRANSCRIPT_BUDGET_S": budget_s,
        "VOICERA_FIRST_AUDIO_BUDGET_S": budget_s,
        "VOICERA_FIRST_TOKEN_BUDGET_S": budget_s,
    }


def goal_ms(fault: str) -> int:
    return STALLED_GOAL_MS if fault == "stalled" else GOAL_MS


@contextmanager
def fragile(mesh: Mesh, owner: Account, port: int, prefix: str, fault: str, calls: int = 1) -> Iterator[None]:
    """A server that offers the mesh's adapters as `prefix` and fails when `calls` are in the middle."""
    command = [sys.executable, "-m", "tests.e2e.fragile", "--port", str(port), "--mesh", mesh.mesh_target]
    process = subprocess.Popen([*command, "--prefix", prefix, "--fault", fault, "--calls", str(calls)])
    try:
        wait_for(lambda: _offered(owner, prefix))
        yield
    finally:
        process.kill()
        process.wait(10)


def _offered(owner: Account, prefix: str) -> bool:
    adapters = owner.get("/v1/integrations", page_size=500)["adapters"]
    return any(each["id"].startswith(prefix) for each in adapters)


def longest_silence_ms(wav: bytes) -> int:
    """Of the agent, between its first and its last sound."""
    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > LOUD)
    return max((int((after - before) * 1000 / rate) for before, after in pairwise(loud)), default=0)


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


def thinker(first: str, spare: str = "scripted", begun: int = 0) -> Json:
    """The spare model says what is left after `begun` words, or finds out by itself what that is."""
    texts = WHOLE, " ".join(WHOLE.split()[begun:])
    models = [
        {"adapter": adapter, "model": "scripted", "settings": {"otherwise": text, "word_delay_ms": WORD_MS}}
        for adapter, text in zip((first, spare), texts, strict=True)
    ]
    node = {
        "id": "talk",
        "prompt": {"instructions": "Tell about the order."},
        "edges": [{"to": "bye", "otherwise": {}}],
    }
    return spec(
        ask("welcome", "What can we do for you?", {"order": ("talk", [QUESTION])}, "talk"),
        node,
        hang_up("bye", "Goodbye."),
        language_model=models,
    )
