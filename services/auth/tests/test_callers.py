"""With TLS, a service gets tokens in its own name only, the one in its certificate as Envoy saw it, and if it acts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_auth.app import open_app
from voicera_auth.settings import AuthSettings
from voicera_kit.client import Mesh, open_channel
from voicera_kit.errors import PermissionDenied, Unauthenticated
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


async def issue(envoy: Mesh, name: str, *forwarded: str, organization_id: str = "") -> str:
    secret = AuthSettings().service_secret.get_secret_value()
    request = pb.IssueServiceTokenRequest(
        service_name=name, service_secret=secret, organization_id=organization_id
    )
    headers = [("x-forwarded-client-cert", value) for value in forwarded]
    metadata = [("authorization", "none"), *headers]
    stub = envoy.stub(token_service_pb2_grpc.TokenServiceStub)
    return (await stub.IssueServiceToken(request, metadata=metadata, timeout=5)).access_token


@pytest.mark.parametrize("organization_id", ["", "org_1"])
@pytest.mark.parametrize("name", ["agents", "gateway", "media", "voice"])
async def test_a_service_gets_a_token_in_the_name_of_its_certificate(
    envoy: Mesh, name: str, organization_id: str
):
    certified = f"By=;Hash=ab;DNS={name}.voicera.internal"
    assert await issue(envoy, name, certified, organization_id=organization_id)


@pytest.mark.parametrize("organization_id", ["", "org_1"])
@pytest.mark.parametrize("name", ["adapters", "auth", "envoy", "mongo"])
async def test_one_that_does_not_act_for_organizations_gets_none(
    envoy: Mesh, name: str, organization_id: str
):
    certified = f"By=;Hash=ab;DNS={name}.voicera.internal"
    with pytest.raises(PermissionDenied):
        await issue(envoy, name, certified, organization_id=organization_id)


async def test_without_tls_a_name_is_taken_for_what_it_says(auth):
    assert await issue(auth.mesh, "adapters", organization_id=auth.organization_id)


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
