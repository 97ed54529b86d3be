from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from store_servers.minio import fetch
from store_servers.proc import HOST, Server, accepts
from voicera_kit.clock import SystemClock
from voicera_kit.errors import Unavailable
from voicera_kit.objects import ObjectAccess, open_objects
from voicera_kit.objects.s3 import S3Address
from voicera_kit.objects.s3.provision import provision
from voicera_kit.tls.authority import Authority

pytestmark = pytest.mark.integration

ACCESS = ObjectAccess(SecretStr("minio-of-tests"), SecretStr("minio-of-tests"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A MinIO that speaks TLS only; ca.pem signed its certificate, other.pem did not."""
    authority = Authority.create("test", SystemClock().now())
    issued = authority.issue(["localhost"], SystemClock().now())
    (tmp_path / "ca.pem").write_bytes(authority.certificate)
    (tmp_path / "other.pem").write_bytes(Authority.create("other", SystemClock().now()).certificate)
    (tmp_path / "public.crt").write_bytes(issued.certificate)
    (tmp_path / "private.key").write_bytes(issued.key)

    def command(port: int) -> list[str]:
        address = ["--address", f"{HOST}:{port}", "--certs-dir", str(tmp_path)]
        return [str(fetch()), "server", "--quiet", *address, str(tmp_path / "drive")]

    keys = {"MINIO_ROOT_USER": "minio-of-tests", "MINIO_ROOT_PASSWORD": "minio-of-tests"}
    running = Server("minio", tmp_path, command, accepts, keys)
    running.start()
    yield running
    running.stop()


async def test_objects_go_over_tls_and_trust_whom_they_are_told(server: Server, tmp_path: Path) -> None:
    endpoint = f"https://localhost:{server.port}/calls?ca={tmp_path}"
    await provision(S3Address.parse(f"{endpoint}/ca.pem"), ACCESS)
    async with open_objects(f"s3:{endpoint}/ca.pem", tmp_path, ACCESS) as store:
        await store.put("org_1", "a", b"x")
        assert [block async for block in store.get("org_1", "a")] == [b"x"]
    async with open_objects(f"s3:{endpoint}/other.pem", tmp_path, ACCESS) as store:
        with pytest.raises(Unavailable):
            await store.put("org_1", "a", b"x")
    with pytest.raises(Unavailable):
        await provision(S3Address.parse(f"{endpoint}/other.pem"), ACCESS)
