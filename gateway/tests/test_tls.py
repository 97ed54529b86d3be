"""The HTTP side serves Envoy and nobody else."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import websockets
from fastapi import FastAPI, WebSocket

from voicera_gateway.http.peers import Secured
from voicera_gateway.http.server import running_http
from voicera_kit.testing import Certificates
from voicera_kit.tls import ENVOY, TlsFiles, dns_name

GATEWAY = dns_name("gateway")


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return Certificates(tmp_path)


@pytest.fixture
async def port(certificates: Certificates) -> AsyncIterator[int]:
    app = FastAPI()

    @app.get("/healthz")
    async def health() -> str:
        return "ok"

    @app.websocket("/echo")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text(await socket.receive_text())

    tls = Secured(certificates.files_of("gateway"), frozenset([ENVOY]))
    async with running_http(app, "127.0.0.1", 0, tls) as port:
        yield port


def context(files: TlsFiles, *, with_certificate: bool = True) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(files.ca_file))
    if with_certificate:
        made.load_cert_chain(files.cert_file, files.key_file)
    return made


async def health(port: int, tls: ssl.SSLContext) -> httpx.Response:
    async with httpx.AsyncClient(verify=tls, timeout=5) as client:
        url = f"https://127.0.0.1:{port}/healthz"
        return await client.get(url, extensions={"sni_hostname": GATEWAY})


async def test_envoy_is_served(port: int, certificates: Certificates):
    answer = await health(port, context(certificates.files_of("envoy")))
    assert answer.json() == "ok"


async def test_envoy_s_web_sockets_are_served(port: int, certificates: Certificates):
    tls = context(certificates.files_of("envoy"))
    url = f"wss://127.0.0.1:{port}/echo"
    async with websockets.connect(url, ssl=tls, server_hostname=GATEWAY) as socket:
        await socket.send("hello")
        assert await socket.recv() == "hello"


async def test_another_service_is_refused(port: int, certificates: Certificates):
    with pytest.raises(httpx.HTTPError):
        await health(port, context(certificates.files_of("voice")))


async def test_a_peer_without_a_certificate_is_refused(port: int, certificates: Certificates):
    with pytest.raises(httpx.HTTPError):
        await health(port, context(certificates.files_of("envoy"), with_certificate=False))


async def test_plain_http_is_refused(port: int):
    async with httpx.AsyncClient(timeout=5) as client:
        with pytest.raises(httpx.HTTPError):
            await client.get(f"http://127.0.0.1:{port}/healthz")


async def test_a_renewal_counts_from_the_next_connection(port: int, certificates: Certificates):
    tls = context(certificates.files_of("envoy"))
    before = await shown(port, tls)
    certificates.files_of("gateway")
    assert await shown(port, tls) != before
    assert (await health(port, tls)).json() == "ok"


async def shown(port: int, tls: ssl.SSLContext) -> bytes:
    """The certificate a new connection is shown."""
    async with websockets.connect(f"wss://127.0.0.1:{port}/echo", ssl=tls, server_hostname=GATEWAY) as socket:
        return socket.transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
