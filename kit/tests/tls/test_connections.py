"""Who may connect, who may ask for what, and what a renewal does to a running process."""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from cryptography import x509

from voicera.auth.v1 import token_service_pb2 as tokens
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_kit.client import Mesh, channels, open_channel
from voicera_kit.errors import Unauthenticated, Unavailable
from voicera_kit.server import RunningServer, running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Certificates, Signer
from voicera_kit.tls import ENVOY, TlsFiles, dns_name

Register = Callable[[grpc.aio.Server], None]


@asynccontextmanager
async def serving(
    register: Register, certificates: Certificates, **more: str
) -> AsyncIterator[RunningServer]:
    """The server shows Envoy's certificate: to its clients it stands for the mesh."""
    settings = Settings(**certificates.settings_of("envoy"), **more)
    async with running_server(register, settings, verifier=Signer().verifier()) as server:
        yield server


@asynccontextmanager
async def calling(server: RunningServer, files: TlsFiles | None) -> AsyncIterator[Mesh]:
    channel = open_channel(f"127.0.0.1:{server.port}", tls=files)
    async with Mesh(channel, Signer().tokens("test")) as mesh:
        yield mesh


async def ask(mesh: Mesh) -> tokens.Jwks:
    stub = mesh.stub(token_service_pb2_grpc.TokenServiceStub)
    return await stub.GetJwks(tokens.GetJwksRequest(), metadata=mesh.anonymous(), timeout=2)


async def ask_for_token(mesh: Mesh, service: str, forwarded: str = "") -> str:
    stub = mesh.stub(token_service_pb2_grpc.TokenServiceStub)
    metadata = [*mesh.anonymous(), ("authorization", "none")]
    if forwarded:
        metadata.append(("x-forwarded-client-cert", forwarded))
    request = tokens.IssueServiceTokenRequest(service_name=service)
    return (await stub.IssueServiceToken(request, metadata=metadata, timeout=2)).access_token


async def test_envoy_is_admitted(register: Register, certificates: Certificates):
    async with (
        serving(register, certificates) as server,
        calling(server, certificates.files_of("envoy")) as mesh,
    ):
        assert await ask(mesh) == tokens.Jwks()


async def test_another_service_is_refused_although_the_authority_is_ours(
    register: Register, certificates: Certificates
):
    async with (
        serving(register, certificates) as server,
        calling(server, certificates.files_of("media")) as mesh,
    ):
        with pytest.raises(Unauthenticated, match="no admitted peer"):
            await ask(mesh)


async def test_the_list_of_peers_is_a_setting(register: Register, certificates: Certificates):
    both = f"{ENVOY}, {dns_name('media')}"
    async with (
        serving(register, certificates, tls_peers=both) as server,
        calling(server, certificates.files_of("media")) as mesh,
    ):
        assert await ask(mesh) == tokens.Jwks()


async def test_a_peer_without_a_certificate_is_refused(register: Register, certificates: Certificates):
    authority = certificates.files_of("media").read().authority
    options = [("grpc.ssl_target_name_override", ENVOY)]
    async with serving(register, certificates) as server:
        address = f"127.0.0.1:{server.port}"
        credentials = grpc.ssl_channel_credentials(authority)
        async with (
            grpc.aio.secure_channel(address, credentials, options=options) as without,
            grpc.aio.insecure_channel(address) as plain,
        ):
            for channel in (without, plain):
                stub = token_service_pb2_grpc.TokenServiceStub(channel)
                with pytest.raises(grpc.aio.AioRpcError) as refused:
                    await stub.GetJwks(tokens.GetJwksRequest(), timeout=2)
                assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


async def test_a_certificate_of_another_authority_is_refused(
    register: Register, certificates: Certificates, tmp_path: Path
):
    (tmp_path / "others").mkdir()
    stranger = Certificates(tmp_path / "others").files_of("envoy")
    disguised = TlsFiles(stranger.cert_file, stranger.key_file, certificates.files_of("media").ca_file)
    async with serving(register, certificates) as server, calling(server, disguised) as mesh:
        with pytest.raises(Unavailable):
            await ask(mesh)


async def test_a_client_talks_to_nobody_but_envoy(register: Register, certificates: Certificates):
    settings = Settings(**certificates.settings_of("media"), tls_peers=dns_name("voice"))
    async with (
        running_server(register, settings, verifier=Signer().verifier()) as server,
        calling(server, certificates.files_of("voice")) as mesh,
    ):
        with pytest.raises(Unavailable):
            await ask(mesh)


@pytest.mark.parametrize(
    "forwarded",
    [
        "",
        f"Hash=ab;DNS={dns_name('media')}",
        f"Hash=ab;DNS={dns_name('gateway')},Hash=cd;DNS={dns_name('media')}",
        f"Hash=ab;Subject=DNS={dns_name('gateway')}",
    ],
)
async def test_a_service_gets_no_token_of_another(
    register: Register, certificates: Certificates, forwarded: str
):
    async with (
        serving(register, certificates) as server,
        calling(server, certificates.files_of("envoy")) as mesh,
    ):
        with pytest.raises(Unauthenticated, match="another service"):
            await ask_for_token(mesh, "gateway", forwarded)


async def test_the_certificate_envoy_saw_names_the_caller(register: Register, certificates: Certificates):
    async with (
        serving(register, certificates) as server,
        calling(server, certificates.files_of("envoy")) as mesh,
    ):
        forwarded = f'By=;Hash=ab;Subject="CN=gateway";DNS={dns_name("gateway")}'
        assert await ask_for_token(mesh, "gateway", forwarded) == "granted"


async def test_only_envoy_is_believed_about_others(register: Register, certificates: Certificates):
    async with (
        serving(register, certificates, tls_peers=dns_name("media")) as server,
        calling(server, certificates.files_of("media")) as mesh,
    ):
        with pytest.raises(Unauthenticated, match="another service"):
            await ask_for_token(mesh, "gateway", f"DNS={dns_name('gateway')}")
        assert await ask_for_token(mesh, "media") == "granted"


async def test_a_renewed_certificate_is_shown_to_new_connections(
    register: Register, certificates: Certificates
):
    async with serving(register, certificates) as server:
        before = shown_by(server.port)
        async with calling(server, certificates.files_of("envoy")) as mesh:
            await ask(mesh)
            certificates.files_of("envoy")
            assert shown_by(server.port) != before
            assert await ask(mesh) == tokens.Jwks()


async def test_a_client_follows_the_renewal_of_its_own_certificate(
    register: Register, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(channels, "_LOOK_S", 0.0)
    files = certificates.files_of("media")
    async with serving(register, certificates) as server, calling(server, files) as mesh:
        with pytest.raises(Unauthenticated):
            await ask(mesh)
        replace(files, by=certificates.files_of("envoy"))
        assert await ask(mesh) == tokens.Jwks()


async def test_half_a_renewal_changes_nothing(register: Register, certificates: Certificates):
    async with serving(register, certificates) as server:
        before = shown_by(server.port)
        files, other = certificates.files_of("media"), certificates.files_of("voice")
        envoy = TlsFiles(
            files.cert_file.with_name("envoy.pem"), files.key_file.with_name("envoy.key"), files.ca_file
        )
        envoy.cert_file.write_bytes(other.cert_file.read_bytes())
        assert shown_by(server.port) == before
        envoy.key_file.write_bytes(other.key_file.read_bytes())
        assert shown_by(server.port) != before


def shown_by(port: int) -> int:
    """The serial number of the certificate a new connection is shown."""
    shown = ssl.get_server_certificate(("127.0.0.1", port), timeout=5)
    return x509.load_pem_x509_certificate(shown.encode()).serial_number


def replace(files: TlsFiles, *, by: TlsFiles) -> None:
    files.cert_file.write_bytes(by.cert_file.read_bytes())
    files.key_file.write_bytes(by.key_file.read_bytes())
