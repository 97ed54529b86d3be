"""A real Envoy and a real gateway before stand-ins for the services: quick enough to start for a handful of tests."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import grpc
import httpx

from tests.e2e.fakes.edge import ORGANIZATION, Accounts, Agents, Tokens
from voicera.agents.v1.agent_service_pb2_grpc import add_AgentServiceServicer_to_server
from voicera.auth.v1.auth_service_pb2_grpc import add_AuthServiceServicer_to_server
from voicera.auth.v1.profile_service_pb2_grpc import add_ProfileServiceServicer_to_server
from voicera.auth.v1.token_service_pb2_grpc import add_TokenServiceServicer_to_server
from voicera_gateway.app import build
from voicera_gateway.http.server import running_http
from voicera_gateway.settings import GatewaySettings
from voicera_gateway.vobiz.client import VobizClient
from voicera_kit.bus import MemoryBus
from voicera_kit.client import Mesh, open_channel
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, free_port
from voicera_local.edge import EdgeSettings
from voicera_local.envoy import Listeners, render

CLUSTERS = ("auth", "agents", "media", "voice", "telephony", "gateway", "adapters_core")
START_S = 20


@dataclass
class Rig:
    """`ports` are those of the processes behind Envoy; `stop_gateway` takes the gateway away."""

    url: str
    ports: dict[str, int]
    settings: EdgeSettings
    signer: Signer = field(default_factory=Signer)
    stop_gateway: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.tokens = Tokens(self.signer)
        self.accounts = Accounts(self.signer)

    def bearer(self, organization_id: str = ORGANIZATION, role: str = "owner") -> dict[str, str]:
        return {"authorization": f"Bearer {self.signer.member(organization_id, role).token}"}

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=10, headers=headers)


@contextmanager
def running_edge(folder: Path, settings: EdgeSettings | None = None) -> Iterator[Rig]:
    names = (*CLUSTERS, "public", "mesh", "admin")
    ports = {name: free_port() for name in names}
    rig = Rig(f"http://127.0.0.1:{ports['public']}", ports, settings or EdgeSettings())
    with _services(rig), _envoy(folder, rig):
        _wait_until_ready(rig)
        yield rig


@contextmanager
def _envoy(folder: Path, rig: Rig) -> Iterator[None]:
    listeners = Listeners("127.0.0.1", rig.ports["public"], rig.ports["mesh"], rig.ports["admin"])
    clusters = {name: [f"127.0.0.1:{rig.ports[name]}"] for name in CLUSTERS}
    config = folder / "envoy.yaml"
    config.write_text(render(listeners, clusters, ["core"], rig.settings))
    options = ("--concurrency", "1", "--log-level", "error", "--disable-hot-restart")
    with (folder / "envoy.log").open("wb") as log:
        binary = str(Path(sys.executable).parent / "envoy")
        envoy = subprocess.Popen([binary, "-c", str(config), *options], stdout=log, stderr=log)
    try:
        yield
    finally:
        envoy.terminate()
        envoy.wait(10)


@contextmanager
def _services(rig: Rig) -> Iterator[None]:
    """Serve in a thread with a loop of its own, so that tests can wait for answers."""
    loop = asyncio.new_event_loop()
    stop, started = asyncio.Event(), threading.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=(_serve(rig, started, stop),))
    thread.start()
    try:
        assert started.wait(START_S)
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(START_S)
        loop.close()


async def _serve(rig: Rig, started: threading.Event, stop: asyncio.Event) -> None:
    def auth(server: grpc.aio.Server) -> None:
        add_TokenServiceServicer_to_server(rig.tokens, server)
        add_AuthServiceServicer_to_server(rig.accounts, server)
        add_ProfileServiceServicer_to_server(rig.accounts, server)

    def agents(server: grpc.aio.Server) -> None:
        add_AgentServiceServicer_to_server(Agents(), server)

    async with AsyncExitStack() as stack:
        for name, register in (("auth", auth), ("agents", agents)):
            chosen = Settings(port=rig.ports[name])
            await stack.enter_async_context(running_server(register, chosen, verifier=rig.signer.verifier()))
        channel = open_channel(f"127.0.0.1:{rig.ports['auth']}")
        mesh = await stack.enter_async_context(Mesh(channel, rig.signer.tokens("gateway")))
        client = VobizClient.open("http://127.0.0.1:9/api/v1", "", "", 1)
        stack.push_async_callback(client.close)
        settings = GatewaySettings(
            secure_cookies=rig.settings.secure_cookies, trusted_proxies=rig.settings.trusted_proxies
        )
        gateway = build(settings, mesh, rig.signer.verifier(), MemoryBus(), client)
        serving = running_http(gateway.http, "127.0.0.1", rig.ports["gateway"])
        await serving.__aenter__()
        ending = asyncio.Event()
        loop = asyncio.get_running_loop()
        gone = threading.Event()

        def stop_gateway() -> None:
            loop.call_soon_threadsafe(ending.set)
            assert gone.wait(START_S)

        rig.stop_gateway = stop_gateway
        started.set()
        waits = [asyncio.create_task(each.wait()) for each in (ending, stop)]
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        await serving.__aexit__(None, None, None)
        gone.set()
        await stop.wait()
        for each in waits:
            each.cancel()


def _wait_until_ready(rig: Rig) -> None:
    """Envoy has the keys and has found everything it needs."""
    deadline = time.monotonic() + START_S
    with rig.client(**rig.bearer()) as client:
        while time.monotonic() < deadline:
            try:
                if client.get("/v1/agents").is_success and client.get("/docs").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
    raise AssertionError("the edge did not start")
