from collections.abc import Iterator
from pathlib import Path

import pytest

from store_servers.proc import HOST, Server, accepts
from store_servers.redis import fetch
from voicera_kit.bus import open_bus
from voicera_kit.clock import SystemClock
from voicera_kit.errors import Unavailable
from voicera_kit.tls.authority import Authority

pytestmark = pytest.mark.integration


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A Redis that speaks TLS only; ca.pem signed its certificate, other.pem did not."""
    authority = Authority.create("test", SystemClock().now())
    issued = authority.issue(["localhost"], SystemClock().now())
    (tmp_path / "ca.pem").write_bytes(authority.certificate)
    (tmp_path / "other.pem").write_bytes(Authority.create("other", SystemClock().now()).certificate)
    (tmp_path / "redis.pem").write_bytes(issued.certificate)
    (tmp_path / "redis.key").write_bytes(issued.key)
    files = ["--tls-cert-file", "redis.pem", "--tls-key-file", "redis.key", "--tls-ca-cert-file", "ca.pem"]

    def command(port: int) -> list[str]:
        ports = ["--bind", HOST, "--port", "0", "--tls-port", str(port), "--tls-auth-clients", "no"]
        return [str(fetch()), *ports, *files, "--save", ""]

    running = Server("redis", tmp_path, command, accepts)
    running.start()
    yield running
    running.stop()


async def test_the_bus_goes_over_tls_and_trusts_whom_it_is_told(server: Server, tmp_path: Path) -> None:
    url = f"rediss://localhost:{server.port}/0?ssl_ca_certs={tmp_path}"
    async with open_bus(f"{url}/ca.pem") as bus, bus.subscribe("calls") as messages:
        await bus.publish("calls", b"x")
        assert await anext(messages) == b"x"
    async with open_bus(f"{url}/other.pem") as bus:
        with pytest.raises(Unavailable):
            await bus.publish("calls", b"x")
