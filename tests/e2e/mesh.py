"""A whole mesh in processes of its own, seen from outside: REST, carrier simulator, browser."""

import json
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.e2e.ports import free_port
from tests.e2e.signed_in import SignedIn

Json = dict[str, Any]
START_S = 180
STOP_S = 40
CALLER = "919800000001"


@dataclass(frozen=True)
class Account:
    """A person signed in to one organization."""

    http: httpx.Client

    @property
    def token(self) -> str:
        if isinstance(self.http.auth, SignedIn):
            return self.http.auth.token
        return str(self.http.headers["authorization"]).removeprefix("Bearer ")

    def get(self, path: str, **query: Any) -> Json:
        return self._answer(self.http.get(path, params=query))

    def post(self, path: str, body: Json | None = None) -> Json:
        return self._answer(self.http.post(path, json=body or {}))

    def _answer(self, response: httpx.Response) -> Json:
        assert response.is_success, f"{response.request.url}: {response.status_code} {response.text}"
        return response.json()

    def publish(self, name: str, spec: Json) -> str:
        """A new live agent; returns its id.

        An adapter server that has just come may be unknown yet to the replica that is asked.
        """
        agent = self.post("/v1/agents", {"display_name": name, "draft": spec})

        def published() -> httpx.Response | None:
            answer = self.http.post(f"/v1/agents/{agent['id']}:publish", json={})
            return None if "cannot tell whether" in answer.text else answer

        self._answer(wait_for(published))
        return str(agent["id"])

    def agent_behind(self, number: str) -> str:
        numbers = self.get("/v1/numbers", page_size=500)["numbers"]
        return str(next(each["agent_id"] for each in numbers if each["e164"] == number))

    def attach(self, number: str, agent_id: str) -> None:
        self.post("/v1/numbers", {"e164": number, "agent_id": agent_id})

    def call(self, carrier_call_id: str) -> Json:
        """The record of a carrier's call, once it exists."""
        return wait_for(
            lambda: next(
                (
                    each
                    for each in self.get("/v1/calls", page_size=100)["calls"]
                    if each["carrier_call_id"] == carrier_call_id
                ),
                None,
            )
        )

    def ended(self, call_id: str, within_s: float = 60) -> Json:
        """The record of a call once it is final and all that the conversation told is in it: a watch ends then."""
        finals = ("COMPLETED", "BUSY", "NO_ANSWER", "CANCELED", "FAILED")
        wait_for(lambda: _if_in(self.get(f"/v1/calls/{call_id}"), finals), within_s)
        with self.http.stream("GET", f"/v1/calls/{call_id}:watch", timeout=within_s) as watch:
            for _ in watch.iter_bytes():
                pass
        return self.get(f"/v1/calls/{call_id}")

    def events(self, call_id: str) -> list[Json]:
        return list(self.get(f"/v1/calls/{call_id}/events", page_size=500)["events"])

    def transcript(self, call_id: str) -> list[tuple[str, str]]:
        """What was said, without what was done."""
        lines = self.get(f"/v1/calls/{call_id}/transcript")["lines"]
        return [
            (line["speaker"].removeprefix("SPEAKER_").lower(), line["text"])
            for line in lines
            if line["act"] == "TRANSCRIPT_ACT_UNSPECIFIED"
        ]


@dataclass(frozen=True)
class Mesh:
    """Addresses of a running mesh and the organization it was seeded with."""

    public_url: str
    simulator_url: str
    mesh_target: str
    data_dir: Path
    credentials: Json
    process: subprocess.Popen[bytes]
    clients: ExitStack
    trust: ssl.SSLContext | None = None

    def client(self, base_url: str) -> httpx.Client:
        """An HTTP client that is closed with the mesh."""
        return self.clients.enter_context(
            httpx.Client(base_url=base_url, timeout=30, verify=self.trust or True)
        )

    def account(self, email: str = "", password: str = "") -> Account:
        client = self.client(self.public_url)
        client.auth = SignedIn(
            client, email or self.credentials["email"], password or self.credentials["password"]
        )
        return Account(client)

    def new_organization(self, name: str) -> Account:
        """An organization of its own, with its owner signed in."""
        email = f"{name}-{time.monotonic_ns()}@example.com"
        command = [
            sys.executable,
            "-m",
            "voicera_auth",
            "create-organization",
            "--name",
            name,
            "--email",
            email,
        ]
        stores = json.loads((self.data_dir / "run/stores.json").read_text())
        environment = {**os.environ, **stores, "VOICERA_DATA_DIR": str(self.data_dir)}  # noqa: TID251 - for a child
        made = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=30)
        return self.account(email, json.loads(made.stdout)["password"])

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace") for path in (self.data_dir / "logs").glob("*.log*"))


@contextmanager
def running_mesh(data_dir: Path, **settings: str) -> Iterator[Mesh]:
    """Start everything with `voicera-local run --no-call` and stop it with SIGTERM, leaving no process behind."""
    environment = {
        **os.environ,  # noqa: TID251 - for a child
        "VOICERA_DATA_DIR": str(data_dir),
        "VOICERA_PUBLIC_PORT": str(free_port()),
        **settings,
    }
    output = (data_dir / "runner.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "voicera_local", "run", "--no-call"],
        env=environment,
        stdout=output,
        stderr=output,
    )
    try:
        addresses = wait_for(lambda: _addresses(process, data_dir), START_S)
        credentials = json.loads(Path(addresses["credentials_file"]).read_text())
        with ExitStack() as clients:
            yield Mesh(
                addresses["public_url"],
                addresses["simulator_url"],
                addresses["mesh_target"],
                data_dir,
                credentials,
                process,
                clients,
                trusting(addresses["ca_file"]),
            )
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_S)
        finally:
            process.kill()
            output.close()
            require_nothing_left(data_dir)


def trusting(ca_file: str) -> ssl.SSLContext | None:
    return ssl.create_default_context(cafile=ca_file) if ca_file else None


def processes_of(data_dir: Path, module: str = "") -> list[psutil.Process]:
    """What runs for the installation in `data_dir`, or only the processes that run `module`."""
    return [each for each in psutil.process_iter() if _belongs(each, str(data_dir.resolve()), module)]


def _belongs(process: psutil.Process, installation: str, module: str) -> bool:
    try:
        return process.environ().get("VOICERA_INSTALLATION") == installation and (
            not module or module in process.cmdline()
        )
    except (psutil.Error, OSError):
        return False


def require_nothing_left(data_dir: Path) -> None:
    left = processes_of(data_dir)
    names = [" ".join(process.cmdline()) for process in left if process.is_running()]
    for process in left:
        process.kill()
    assert not names, f"still running after the stop: {names}"


def _addresses(process: subprocess.Popen[bytes], data_dir: Path) -> Json | None:
    assert process.poll() is None, (data_dir / "runner.log").read_text(errors="replace")
    path = data_dir / "run/mesh.json"
    return json.loads(path.read_text()) if path.exists() else None


def _if_in(call: Json, states: tuple[str, ...]) -> Json | None:
    return call if call["state"].removeprefix("CALL_STATE_") in states else None


def wait_for(find: Any, within_s: float = 30) -> Any:
    """What `find` returns once it returns something."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        found = find()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"nothing after {within_s} s")
