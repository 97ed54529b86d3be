"""A real Envoy between real servers: who gets through with which certificate."""

import asyncio
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import httpx
import pytest

from voicera.auth.v1 import token_service_pb2 as pb
from voicera.auth.v1 import token_service_pb2_grpc
from voicera_kit.client import Mesh, open_channel
from voicera_kit.clock import SystemClock
from voicera_kit.errors import Unauthenticated, Unavailable
from voicera_kit.identity import jwk_of
from voicera_kit.server import running_server
from voicera_kit.settings import Settings
from voicera_kit.testing import Signer, free_port
from voicera_kit.tls import ENVOY, TlsFiles, dns_name
from voicera_kit.tls.authority import Authority, Issued
from voicera_kit.tls.peers import require_caller
from voicera_local.certificates import CA, EDGE, CertificateFolder
from voicera_local.edge import EdgeSettings
from voicera_local.envoy import Listeners, render
from voicera_local.envoy_tls import envoy_tls
from voicera_local.state import Installation

CLUSTERS = ("auth", "agents", "media", "voice", "telephony", "gateway", "adapters_core")
START_S = 15
SIGNER = Signer()
OPERATORS_NAME = "voice.example.com"


class Tokens(token_service_pb2_grpc.TokenServiceServicer):
    """Grants what the certificate allows, as auth does."""

    async def GetJwks(self, request: pb.GetJwksRequest, context: Any) -> pb.Jwks:  # noqa: N802 - as generated
        return pb.Jwks(keys=[jwk_of(key_id, key) for key_id, key in (await SIGNER.keys()).items()])

    async def IssueServiceToken(  # noqa: N802 - as generated
        self, request: pb.IssueServiceTokenRequest, context: Any
    ) -> pb.IssueServiceTokenResponse:
        require_caller(context, request.service_name)
        return pb.IssueServiceTokenResponse(access_token="granted")


@dataclass(frozen=True)
class Edge:
    """A running Envoy, and where it looks for auth."""

    folder: CertificateFolder
    public: int
    mesh: int
    auth: int
    operators_authority: Path

    def renew(self) -> None:
        self.folder.provide((), SystemClock().now(), anew=True)


def operator_certificate(folder: Path) -> EdgeSettings:
    """A certificate of an authority that the mesh does not know."""
    foreign = Authority.create("Somebody else", SystemClock().now())
    issued = foreign.issue([OPERATORS_NAME], SystemClock().now(), for_clients=False)
    (folder / "fullchain.pem").write_bytes(issued.certificate)
    (folder / "privkey.pem").write_bytes(issued.key)
    (folder / "ca.pem").write_bytes(foreign.issued.certificate)
    files = {"edge_cert_file": folder / "fullchain.pem", "edge_key_file": folder / "privkey.pem"}
    return EdgeSettings(secure_cookies=True, **files)


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    installation = Installation(tmp_path_factory.mktemp("installation"))
    folder = CertificateFolder(installation)
    folder.provide((), SystemClock().now())
    public, mesh, admin, auth = (free_port() for _ in range(4))
    clusters = {name: [f"127.0.0.1:{auth if name == 'auth' else free_port()}"] for name in CLUSTERS}
    settings = operator_certificate(tmp_path_factory.mktemp("operator"))
    tls = envoy_tls(folder, clusters, installation.run_dir / "secrets", settings)
    config = installation.run_dir / "envoy.yaml"
    listeners = Listeners("127.0.0.1", public, mesh, admin)
    config.write_text(render(listeners, clusters, ["core"], settings, tls))
    binary = Path(sys.executable).parent / "envoy"
    options = ("--concurrency", "1", "--log-level", "error", "--disable-hot-restart")
    with (installation.log_dir / "envoy.log").open("wb") as log:
        envoy = subprocess.Popen([str(binary), "-c", str(config), *options], stdout=log, stderr=log)
    yield Edge(folder, public, mesh, auth, settings.edge_cert_file.parent / "ca.pem")
    envoy.terminate()
    envoy.wait(10)


@asynccontextmanager
async def auth_with(edge: Edge, service: str) -> AsyncIterator[None]:
    """Serve auth's contract with the certificate of a service, until Envoy has had time to find it healthy."""
    files = edge.folder.files_of(service)
    settings = Settings(
        port=edge.auth,
        tls_cert_file=files.cert_file,
        tls_key_file=files.key_file,
        tls_ca_file=files.ca_file,
    )

    def register(server: grpc.aio.Server) -> None:
        token_service_pb2_grpc.add_TokenServiceServicer_to_server(Tokens(), server)

    async with running_server(register, settings, verifier=Signer().verifier()):
        yield


@asynccontextmanager
async def calling(
    edge: Edge, files: TlsFiles | None
) -> AsyncIterator[token_service_pb2_grpc.TokenServiceStub]:
    async with Mesh(open_channel(f"127.0.0.1:{edge.mesh}", tls=files), Signer().tokens("test")) as mesh:
        yield mesh.stub(token_service_pb2_grpc.TokenServiceStub)


async def ask(stub: token_service_pb2_grpc.TokenServiceStub) -> pb.Jwks:
    return await stub.GetJwks(pb.GetJwksRequest(), metadata=Mesh.anonymous(), timeout=2)


async def answered(stub: token_service_pb2_grpc.TokenServiceStub) -> None:
    """Wait until Envoy has started and has found auth healthy."""
    async with asyncio.timeout(START_S):
        while True:
            try:
                await ask(stub)
            except Unavailable:
                await asyncio.sleep(0.1)
            else:
                return


async def issue(stub: token_service_pb2_grpc.TokenServiceStub, name: str, *more: tuple[str, str]) -> str:
    request = pb.IssueServiceTokenRequest(service_name=name)
    metadata = [("authorization", "none"), *more]
    return (await stub.IssueServiceToken(request, metadata=metadata, timeout=5)).access_token


async def test_a_service_reaches_auth_and_gets_tokens_in_its_own_name_only(edge: Edge):
    claim = ("x-forwarded-client-cert", "DNS=gateway.voicera.internal")
    async with auth_with(edge, "auth"), calling(edge, edge.folder.files_of("media")) as media:
        await answered(media)
        assert await issue(media, "media") == "granted"
        for more in ([], [claim]):
            with pytest.raises(Unauthenticated, match="another service"):
                await issue(media, "gateway", *more)


async def test_whoever_has_no_certificate_of_a_service_does_not_enter_the_mesh(edge: Edge):
    async with auth_with(edge, "auth"):
        async with calling(edge, edge.folder.files_of("media")) as media:
            await answered(media)
        for files in (edge.folder.files_of(EDGE), stranger(edge)):
            async with calling(edge, files) as outsider:
                with pytest.raises(Unavailable):
                    await ask(outsider)
        authority = grpc.ssl_channel_credentials(edge.folder.ca_file.read_bytes())
        options = [("grpc.ssl_target_name_override", ENVOY)]
        address = f"127.0.0.1:{edge.mesh}"
        async with grpc.aio.secure_channel(address, authority, options=options) as nobody:
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await ask(token_service_pb2_grpc.TokenServiceStub(nobody))
        assert refused.value.code() == grpc.StatusCode.UNAVAILABLE


def stranger(edge: Edge) -> TlsFiles:
    """A certificate of our authority that belongs to no service."""
    authority = edge.folder.files_of(CA).read()
    issuer = Authority.load(Issued(authority.chain, authority.key))
    issued = issuer.issue([dns_name("stranger")], SystemClock().now())
    files = edge.folder.files_of("stranger")
    files.cert_file.write_bytes(issued.certificate)
    files.key_file.write_bytes(issued.key)
    return files


async def test_envoy_takes_no_other_service_for_auth(edge: Edge):
    async with auth_with(edge, "media"), calling(edge, edge.folder.files_of("voice")) as voice:
        await asyncio.sleep(1)
        with pytest.raises(Unavailable):
            await ask(voice)


async def test_the_mesh_goes_on_through_a_renewal_of_every_certificate(edge: Edge):
    async with auth_with(edge, "auth"), calling(edge, edge.folder.files_of("media")) as before:
        await answered(before)
        edge.renew()
        assert (await ask(before)).keys
        async with calling(edge, edge.folder.files_of("media")) as after:
            await answered(after)


def test_the_public_listener_takes_up_a_renewal(edge: Edge):
    before = ssl.get_server_certificate(("127.0.0.1", edge.public), timeout=5)
    edge.renew()
    assert any(
        ssl.get_server_certificate(("127.0.0.1", edge.public), timeout=5) != before for _ in range(100)
    )


def public(edge: Edge) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(edge.folder.ca_file))


@contextmanager
def connected(edge: Edge, context: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection(("127.0.0.1", edge.public), timeout=5) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as secured,
    ):
        yield secured


def test_the_public_listener_speaks_http_2(edge: Edge):
    context = public(edge)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with connected(edge, context) as connection:
        assert connection.selected_alpn_protocol() == "h2"
        assert connection.version() == "TLSv1.3"


def test_browsers_are_told_to_come_back_over_tls_only(edge: Edge):
    with httpx.Client(verify=public(edge), base_url=f"https://127.0.0.1:{edge.public}") as client:
        told = client.get("/healthz").headers["strict-transport-security"]
        assert told == "max-age=31536000; includeSubDomains"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_and_plain_http_are_refused(edge: Edge):
    context = public(edge)
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match=r"(?i)protocol version"), connected(edge, context):
        pass
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http://127.0.0.1:{edge.public}/healthz")


async def test_with_the_operators_certificate_tokens_are_verified(edge: Edge):
    trust = ssl.create_default_context(cafile=str(edge.operators_authority))
    address = f"https://127.0.0.1:{edge.public}"
    token = SIGNER.member("org_1").token
    request = {
        "headers": {"authorization": f"Bearer {token}", "host": OPERATORS_NAME},
        "extensions": {"sni_hostname": OPERATORS_NAME},
    }
    async with auth_with(edge, "auth"), httpx.AsyncClient(verify=trust, base_url=address) as client:
        for _ in range(10 * START_S):
            answer = await client.get("/v1/agents", **request)
            if answer.status_code != 401:
                break
            await asyncio.sleep(0.1)
        # Past the token check: agents does not run here.
        assert answer.status_code == 503
        assert (await client.get("/v1/agents", extensions=request["extensions"])).status_code == 401


def test_the_operators_files_are_never_written(edge: Edge):
    before = {path: path.read_bytes() for path in edge.operators_authority.parent.iterdir()}
    edge.renew()
    assert {path: path.read_bytes() for path in edge.operators_authority.parent.iterdir()} == before
