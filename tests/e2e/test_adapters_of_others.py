"""An agent speaks and thinks with adapters of others, in two languages, which the mesh knows by configuration alone."""

import io
import os
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import numpy as np
import pytest

from adapter_verify.testing import serving
from tests.e2e.carrier import Carrier
from tests.e2e.mesh import Account, Json, Mesh, running_mesh, wait_for
from tests.e2e.specs import ask, hang_up, spec

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples/adapters"
NUMBER = "+918046090001"
TOLD = "where is my order"
TONE_HZ = 500
"""Of the voice the agent has."""


def example(*command: str) -> AbstractContextManager[str]:
    return serving(*command, "--address", "127.0.0.1:0", cwd=EXAMPLES)


@pytest.fixture(params=["off", "on"], ids=["plain", "tls"])
def joined_mesh(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Mesh]:
    subprocess.run(["make", "--silent", "examples"], cwd=REPOSITORY, check=True, timeout=100)
    shown = certificate(tmp_path) if request.param == "on" else ()
    with ExitStack() as stack:
        sounds = stack.enter_context(example(sys.executable, "python/server.py", *shown))
        words = stack.enter_context(example("node", "typescript/build/server.js", *shown))
        settings = {
            "VOICERA_ADAPTER_SERVERS": f"sounds={sounds},words={words}",
            "VOICERA_TLS": request.param,
        }
        yield stack.enter_context(running_mesh(tmp_path, **settings))


def certificate(data_dir: Path) -> tuple[str, ...]:
    """Issue the mesh's certificates; returns the options with which an example shows that of adapters."""
    environment = {**os.environ, "VOICERA_DATA_DIR": str(data_dir)}  # noqa: TID251 - for a child
    subprocess.run([sys.executable, "-m", "voicera_local", "certs"], env=environment, check=True, timeout=30)
    files = {"cert": "adapters.pem", "key": "adapters.key", "ca": "ca.pem"}
    return tuple(f"--tls-{option}={data_dir / 'tls' / name}" for option, name in files.items())


def agent() -> Json:
    talk = {
        "id": "talk",
        "prompt": {"instructions": "Say what you were told."},
        "edges": [{"to": "bye", "otherwise": {}}],
    }
    return spec(
        ask("welcome", "Yes?", {"order": ("talk", [TOLD])}, "talk"),
        talk,
        hang_up("bye", "Bye."),
        text_to_speech=[{"adapter": "morse", "voice": "low", "settings": {"words_per_minute": 60}}],
        language_model=[{"adapter": "echo", "model": "echo", "settings": {"prefix": "So"}}],
    )


def offered(owner: Account) -> bool:
    adapters = owner.get("/v1/integrations", page_size=500)["adapters"]
    return {("morse", "sounds"), ("echo", "words")} <= {(each["id"], each["pool"]) for each in adapters}


def greeted(phone: Carrier) -> bool:
    """Whether the voice node knows the pools by now: it asks all of them when it looks for the first voice."""
    return phone.report(phone.call(NUMBER, "listen", "hang_up"))["ok"]


def silent_pools(mesh: Mesh) -> list[str]:
    return [each for each in mesh.logs().splitlines() if "pool_silent" in each]


def loudest_hz(wav: bytes) -> float:
    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.fft.rfftfreq(len(samples), 1 / rate)[spectrum.argmax()])


def test_an_agent_uses_adapters_that_joined_by_configuration(joined_mesh: Mesh):
    owner, phone = joined_mesh.account(), Carrier.of(joined_mesh)
    wait_for(lambda: offered(owner))
    phone.rent(NUMBER)
    owner.attach(NUMBER, owner.publish("Agent of others", agent()))
    wait_for(lambda: greeted(phone), 60)
    placed = phone.call(NUMBER, "listen", {"say": TOLD}, "listen", "hang_up")
    report = phone.report(placed)
    call = owner.ended(owner.call(placed)["id"])
    assert report["ok"], (report["errors"], owner.events(call["id"]), silent_pools(joined_mesh))
    greeting, (_, understood), answer = owner.transcript(call["id"])[:3]
    assert (greeting, answer) == (("agent", "Yes?"), ("agent", f"So {understood}"))
    assert not [each for each in owner.events(call["id"]) if "provider_switched" in each]
    assert loudest_hz(phone.heard(placed)) == pytest.approx(TONE_HZ, rel=0.02)
