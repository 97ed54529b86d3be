"""The whole mesh with TLS: the same calls, and nobody in between."""

import socket
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import numpy as np
import pytest

from tests.e2e.browser import on_the_line
from tests.e2e.carrier import Carrier
from tests.e2e.dashboard.chromium import REPOSITORY, require_dashboard
from tests.e2e.events import of_kind
from tests.e2e.live import listening, watching
from tests.e2e.mesh import Account, Mesh, processes_of, running_mesh, wait_for
from tests.e2e.specs import reception, storyteller
from voicera_kit.settings import child_environment
from voicera_kit.tls.authority import names_in

NUMBER = "+918045777001"
FRONTEND = REPOSITORY / "frontend/server.mjs"
AUDIBLE = 1000
"""The peak of what is no silence, in 16-bit samples."""
SERVICES = ("auth", "agents", "media", "voice", "adapters", "gateway")

pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mesh]:
    with running_mesh(tmp_path_factory.mktemp("secured"), VOICERA_TLS="on") as running:
        yield running


@pytest.fixture(scope="module")
def owner(secured: Mesh) -> Account:
    return secured.account()


def renew_every_certificate(mesh: Mesh) -> None:
    command = [sys.executable, "-m", "voicera_local", "certs", "--anew"]
    environment = child_environment({"VOICERA_DATA_DIR": str(mesh.data_dir)})
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=30)


def shown_at(port: int) -> bytes:
    return ssl.get_server_certificate(("127.0.0.1", port), timeout=5).encode()


def ports_of(mesh: Mesh, module: str) -> list[int]:
    return [
        connection.laddr.port
        for process in processes_of(mesh.data_dir, module)
        for connection in process.net_connections("tcp")
        if connection.status == "LISTEN"
    ]


def test_a_call_goes_through_although_every_certificate_is_renewed_in_the_middle(
    secured: Mesh, owner: Account
):
    carrier = Carrier.of(secured)
    carrier.rent(NUMBER)
    owner.attach(NUMBER, owner.publish("Behind TLS", reception()))
    placed = carrier.call(NUMBER, "listen", {"wait": 1500}, {"say": "yes please"}, {"wait_hangup": 20000})
    call_id = owner.call(placed)["id"]
    wait_for(lambda: of_kind(owner.events(call_id), "agent_said"))
    before = [shown_at(port) for port in ports_of(secured, "voicera_voice")]
    renew_every_certificate(secured)
    report, call = carrier.report(placed), owner.ended(call_id)
    assert report["ok"], report["errors"]
    assert report["reconnects"] == 0
    assert (call["state"], call["disposition"]) == ("CALL_STATE_COMPLETED", "booked")
    assert {hook["status"] for hook in report["webhooks"]} == {200}
    assert before != [shown_at(port) for port in ports_of(secured, "voicera_voice")]


async def test_a_browser_connects_over_tls(secured: Mesh, owner: Account):
    agent_id = owner.publish("Browser behind TLS", reception())
    started = owner.post("/v1/calls:startBrowser", {"agent_id": agent_id})
    url = secured.public_url.replace("https", "wss") + started["websocket_path"]
    async with on_the_line(url, secured.trust) as browser:
        await browser.wait_for("started")
        await browser.until_said("agent_said", 1)


async def test_live_calls_are_watched_and_listened_to_over_tls(secured: Mesh, owner: Account):
    agent_id = owner.publish("Storyteller behind TLS", storyteller())
    started = owner.post("/v1/calls:startBrowser", {"agent_id": agent_id})
    call_id = started["call"]["id"]
    url = secured.public_url.replace("https", "wss")
    async with (
        on_the_line(url + started["websocket_path"], secured.trust),
        watching(secured, owner) as wall,
    ):
        await wall.until(lambda each: call_id in each.calls)
        async with listening(secured, owner, call_id) as ear:
            await wall.until(lambda _: len(ear.pcm) and np.abs(ear.channels[1]).max() > AUDIBLE)
    assert ear.opened["type"] == "format"


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_shows_its_own_certificate_on_every_port(secured: Mesh, service: str):
    ports = ports_of(secured, f"voicera_{service}")
    assert ports
    assert {names_in(shown_at(port)) for port in ports} == {(f"{service}.voicera.internal",)}


def test_the_dashboard_comes_over_tls_and_its_process_serves_nobody_but_envoy(secured: Mesh):
    require_dashboard()
    page = secured.client(secured.public_url).get("/sign-in")
    assert page.is_success
    assert "'nonce-" in page.headers["content-security-policy"]
    [port] = ports_of(secured, str(FRONTEND))
    assert names_in(shown_at(port)) == ("frontend.voicera.internal",)
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"https://127.0.0.1:{port}/healthz", verify=ssl._create_unverified_context())  # noqa: S323 - it must refuse us, not we it


def test_the_edge_speaks_http_2_and_keeps_browsers_on_tls(secured: Mesh):
    answer = secured.client(secured.public_url).get("/healthz")
    assert answer.headers["strict-transport-security"] == "max-age=300"
    assert alpn(secured, "h2", "http/1.1") == "h2"
    assert alpn(secured, "http/1.1") == "http/1.1"


def alpn(mesh: Mesh, *offered: str) -> str | None:
    """The protocol the public listener chooses."""
    url = httpx.URL(mesh.public_url)
    context = ssl.create_default_context(cafile=str(mesh.data_dir / "tls/ca.pem"))
    context.set_alpn_protocols(offered)
    with (
        socket.create_connection((url.host, url.port), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname=url.host) as connection,
    ):
        return connection.selected_alpn_protocol()


@pytest.mark.parametrize(
    "ask",
    [
        lambda mesh: httpx.get(f"{mesh.public_url.replace('https', 'http')}/healthz"),
        lambda mesh: httpx.get(f"{mesh.public_url}/healthz"),
    ],
    ids=["in plain http", "trusting the system's authorities"],
)
def test_nobody_reaches_the_edge(secured: Mesh, ask: Callable[[Mesh], httpx.Response]):
    with pytest.raises(httpx.HTTPError):
        ask(secured)
