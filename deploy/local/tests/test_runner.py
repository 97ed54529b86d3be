"""The runner as a user meets it: started, killed, started again, stopped."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from voicera_kit.settings import child_environment
from voicera_kit.testing import free_port
from voicera_local.supervise import MARKER

START_S = 90
STOP_S = 40

pytestmark = pytest.mark.timeout(300)


class Runner:
    """`voicera-local run --no-call` in one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = self.spawn()
        deadline = time.monotonic() + START_S
        while not self.announced():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < deadline, self.output()
            time.sleep(0.1)

    def spawn(self, **settings: str) -> subprocess.Popen[bytes]:
        environment = child_environment({
            "VOICERA_DATA_DIR": str(self.data_dir),
            "VOICERA_PUBLIC_PORT": str(self.port),
            **settings,
        })
        with (self.data_dir / "runner.log").open("wb") as log:
            command = [sys.executable, "-m", "voicera_local", "run", "--no-call"]
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def announced(self) -> bool:
        """Ready since the running process began, not left by one before it."""
        path = self.data_dir / "run/mesh.json"
        return path.exists() and path.stat().st_mtime >= psutil.Process(self.process.pid).create_time()

    def output(self) -> str:
        return (self.data_dir / "runner.log").read_text(errors="replace")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOP_S)

    def belongings(self) -> list[str]:
        """Processes of this installation, the runner itself left out."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(MARKER) == str(self.data_dir):
                    found.append(" ".join(process.cmdline()))
            except (psutil.Error, OSError):
                continue
        return found

    def agents(self) -> list[str]:
        credentials = json.loads((self.data_dir / "credentials.json").read_text())
        body = {name: credentials[name] for name in ("email", "password")}
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=15) as client:
            session = client.post("/v1/auth:signIn", json=body).raise_for_status().json()
            headers = {"authorization": f"Bearer {session['access_token']}"}
            agents = client.get("/v1/agents", headers=headers).raise_for_status().json()["agents"]
        return sorted(agent["id"] for agent in agents)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    made = Runner(tmp_path.resolve())
    yield made
    if made.process and made.process.poll() is None:
        made.end(signal.SIGTERM)


def test_a_killed_runner_is_followed_by_one_that_has_the_same_data_and_leaves_nothing(runner: Runner):
    runner.start()
    before = runner.agents()
    assert len(before) == 2
    runner.end(signal.SIGKILL)
    assert runner.belongings()
    runner.start()
    assert runner.agents() == before
    second = runner.spawn()
    assert second.wait(30) == 1
    assert "already runs" in runner.output()
    runner.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert runner.end(signal.SIGINT) == 0
    assert runner.belongings() == []


def test_wrong_prices_are_told_at_once_instead_of_after_the_start_timeout(runner: Runner):
    prices = runner.data_dir / "prices.json"
    prices.write_text('{"prices": [{"adapter": 3}]}')
    process = runner.spawn(VOICERA_PRICES_FILE=str(prices), VOICERA_START_TIMEOUT_S="600")
    assert process.wait(START_S) == 1
    assert "media did not become ready: VOICERA_PRICES_FILE" in runner.output()
    assert runner.belongings() == []


def test_a_lost_password_file_gives_the_owner_a_new_password(runner: Runner):
    runner.start()
    before = runner.agents()
    runner.end(signal.SIGTERM)
    (runner.data_dir / "credentials.json").unlink()
    runner.start()
    assert runner.agents() == before
