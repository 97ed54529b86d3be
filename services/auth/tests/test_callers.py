"""With TLS, a service gets tokens in its own name only: the one in its certificate, as Envoy saw it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_auth.app import open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import Unauthenticated
from voicera_kit.identity import TokenVerifier
from voicera_kit.server import running_server
from voicera_kit.testing import Certificates, Signer


@pytest.fixture
async def envoy(tmp_path: Path) -> AsyncIterator[Mesh]:
    """What stands between the services and auth, with a certificate of its own."""
    certificates = Certificates(tmp_path)
    files = certificates.files_of("envoy")
    settings = AuthSettings(data_dir=tmp_path, **certificates.settings_of("envoy"))
    async with open_app(settings) as app:
        verifier = TokenVerifier(app.keys)
        async with (
            running_server(app.register, settings, verifier=verifier) as server,
            Mesh(open_channel(f"127.0.0.1:{server.port}", tls=files), Signer().tokens("test")) as mesh,
        ):
            yield mesh


async def issue(envoy: Mesh, name: str, *forwarded: str) -> str:
    secret = AuthSettings().service_secret.get_secret_value()
    request = pb.IssueServiceTokenRequest(service_name=name, service_secret=secret)
    headers = [("x-forwarded-client-cert", value) for value in forwarded]
    metadata = [("authorization", "none"), *headers]
    stub = envoy.stub(token_service_pb2_grpc.TokenServiceStub)
    return (await stub.IssueServiceToken(request, metadata=metadata, timeout=5)).access_token


async def test_a_service_gets_a_token_in_the_name_of_its_certificate(envoy: Mesh):
    assert await issue(envoy, "media", "By=;Hash=ab;DNS=media.voicera.internal")


@pytest.mark.parametrize(
    "forwarded",
    [
        ["By=;Hash=ab;DNS=media.voicera.internal"],
        ["By=;Hash=ab;DNS=media.voicera.internal", "By=;Hash=cd;DNS=gateway.voicera.internal"],
        ["By=;Hash=ab;DNS=gateway.voicera.internal.example.com"],
        [],
    ],
)
async def test_media_gets_none_in_the_name_of_the_gateway(envoy: Mesh, forwarded: list[str]):
    with pytest.raises(Unauthenticated, match="another service"):
        await issue(envoy, "gateway", *forwarded)
