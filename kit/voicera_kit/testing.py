"""What tests of every service need: ports, tokens that verify, a server with a mesh to it, and fresh stores."""

import secrets
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Literal

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voicera_kit.client import Mesh, TokenSource, open_channel
from voicera_kit.clock import Clock, SystemClock
from voicera_kit.documents import Collection, DocumentStore, open_documents
from voicera_kit.identity import ALGORITHM, AUDIENCE, ISSUER, Identity, TokenVerifier
from voicera_kit.objects import ObjectStore, open_objects
from voicera_kit.server import Register, running_server
from voicera_kit.settings import Settings
from voicera_kit.tls import TlsFiles, dns_name
from voicera_kit.tls.authority import Authority


def free_port() -> int:
    """Return a port nobody listened on a moment ago; prefer port 0 where the listener can say which it got."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Signer:
    """Signs tokens like the auth service, and is the KeySource that verifies them."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._key_id = secrets.token_hex(4)
        self._key = Ed25519PrivateKey.generate()

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        return {self._key_id: self._key.public_key()}

    def verifier(self) -> TokenVerifier:
        return TokenVerifier(self, self._clock)

    def member(self, organization_id: str, role: str = "owner", subject: str = "user_1") -> Identity:
        """Return a person with a token that verifies: call with mesh.forward(person)."""
        return self._identity(organization_id, subject, "member", role)

    def api_key(self, organization_id: str, *scopes: str, subject: str = "key_1") -> Identity:
        token = self.sign(sub=subject, org=organization_id, kind="api_key", scopes=list(scopes))
        return Identity(organization_id, subject, "api_key", None, token, frozenset(scopes))

    def service(self, name: str, organization_id: str = "") -> Identity:
        return self._identity(organization_id, name, "service", None)

    def tokens(self, service_name: str) -> TokenSource:
        """Return what a Mesh needs to act as the service."""
        return _SignedTokens(self, service_name)

    def sign(self, **claims: object) -> str:
        """Return a token with these claims on top of valid ones; None leaves a claim out."""
        now = self._clock.now()
        valid = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": now.timestamp(),
            "exp": now + timedelta(minutes=15),
            "jti": secrets.token_hex(8),
        }
        wanted = {name: value for name, value in (valid | claims).items() if value is not None}
        return jwt.encode(wanted, self._key, algorithm=ALGORITHM, headers={"kid": self._key_id})

    def _identity(
        self, organization_id: str, subject: str, kind: Literal["member", "service"], role: str | None
    ) -> Identity:
        token = self.sign(sub=subject, org=organization_id, kind=kind, role=role)
        return Identity(organization_id, subject, kind, role, token)


class _SignedTokens:
    def __init__(self, signer: Signer, service_name: str) -> None:
        self._signer = signer
        self._service_name = service_name

    async def token(self, organization_id: str) -> str:
        return self._signer.service(self._service_name, organization_id).token


@asynccontextmanager
async def running_mesh(
    register: Register, signer: Signer, *, as_service: str = "test", settings: Settings | None = None
) -> AsyncIterator[Mesh]:
    """Serve what `register` adds on a loopback port and yield a mesh that reaches it."""
    async with (
        running_server(register, settings or Settings(), verifier=signer.verifier()) as server,
        Mesh(open_channel(f"127.0.0.1:{server.port}"), signer.tokens(as_service)) as mesh,
    ):
        yield mesh


class Certificates:
    """An authority, and the files a service keeps its certificate in."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._authority = Authority.create("test", SystemClock().now())
        self._ca_file = directory / "ca.pem"
        self._ca_file.write_bytes(self._authority.certificate)

    def files_of(self, service: str) -> TlsFiles:
        """Issue a certificate to the service, in place of the one it had."""
        issued = self._authority.issue([dns_name(service)], SystemClock().now())
        files = TlsFiles(
            self._directory / f"{service}.pem", self._directory / f"{service}.key", self._ca_file
        )
        files.cert_file.write_bytes(issued.certificate)
        files.key_file.write_bytes(issued.key)
        return files

    def settings_of(self, service: str) -> dict[str, Path]:
        """Return what makes Settings serve and call with TLS."""
        files = self.files_of(service)
        return {
            "tls_cert_file": files.cert_file,
            "tls_key_file": files.key_file,
            "tls_ca_file": files.ca_file,
        }


def open_documents_in(
    directory: Path, collections: Sequence[Collection], clock: Clock | None = None
) -> AbstractAsyncContextManager[DocumentStore]:
    return open_documents("sqlite:", "test", directory, collections, clock)


def open_objects_in(directory: Path) -> AbstractAsyncContextManager[ObjectStore]:
    return open_objects("directory:", directory)


__all__ = [
    "Certificates",
    "Signer",
    "free_port",
    "open_documents_in",
    "open_objects_in",
    "running_mesh",
    "running_server",
]
