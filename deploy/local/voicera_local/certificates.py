"""Keeps a local authority and a certificate per service, and renews what ends soon."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from voicera_kit.tls import CertificateError, TlsFiles, dns_name
from voicera_kit.tls.authority import Authority, Issued, ends_at, names_in
from voicera_local.state import Installation

CA: Final = "ca"
EDGE: Final = "edge"
SERVICES: Final = ("envoy", "auth", "agents", "media", "voice", "adapters", "gateway", "frontend")
LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
RENEW_BEFORE: Final = timedelta(days=30)


class CertificateFolder:
    """`tls` in the data folder: `<name>.pem` and `<name>.key` for each service, and `ca.pem`, which browsers may trust.

    What runs reads a renewed certificate by itself.
    """

    def __init__(self, installation: Installation, path: Path | None = None) -> None:
        self._installation = installation
        self.path = path or installation.data_dir / "tls"
        self.path.mkdir(mode=0o700, exist_ok=True)

    @property
    def ca_file(self) -> Path:
        return self.path / f"{CA}.pem"

    def files_of(self, name: str) -> TlsFiles:
        return TlsFiles(self.path / f"{name}.pem", self.path / f"{name}.key", self.ca_file)

    def environment_of(self, service: str) -> Mapping[str, str]:
        """The settings with which a process shows the service's certificate."""
        files = self.files_of(service)
        return {
            "VOICERA_TLS_CERT_FILE": str(files.cert_file),
            "VOICERA_TLS_KEY_FILE": str(files.key_file),
            "VOICERA_TLS_CA_FILE": str(files.ca_file),
        }

    def provide(self, edge_names: Sequence[str], now: datetime, *, anew: bool = False) -> tuple[str, ...]:
        """Issue what is missing, ends within 30 days or names others; with `anew`, everything but the authority.

        Returns the names of what was issued. `edge_names` are further names of the public listener.
        """
        authority, issued = self._authority(now)
        wanted: dict[str, tuple[str, ...]] = {service: (dns_name(service),) for service in SERVICES}
        wanted[EDGE] = tuple(dict.fromkeys((dns_name(EDGE), *LOOPBACK, *edge_names)))
        for name, names in wanted.items():
            if anew or not self._is_good(name, names, authority, now):
                # What the outside may reach must not enter the mesh.
                self._write(name, authority.issue(names, now, for_clients=name != EDGE))
                issued.append(name)
        return tuple(issued)

    def hand_out(self, names: Iterable[str], path: Path) -> "CertificateFolder":
        """Copy these certificates with their keys, and the certificate of the authority, into a folder."""
        copy = CertificateFolder(self._installation, path)
        self._installation.write_private(copy.ca_file, self.ca_file.read_text())
        for name in names:
            found = self.files_of(name).read()
            copy._write(name, Issued(found.chain, found.key))
        return copy

    def _authority(self, now: datetime) -> tuple[Authority, list[str]]:
        files = self.files_of(CA)
        try:
            found = files.read()
            if ends_at(found.chain) - now > RENEW_BEFORE:
                return Authority.load(Issued(found.chain, found.key)), []
        except CertificateError:
            pass
        authority = Authority.create(f"VoiceERA at {self._installation.data_dir}"[:64], now)
        self._write(CA, authority.issued)
        return authority, [CA]

    def _is_good(self, name: str, names: Sequence[str], authority: Authority, now: datetime) -> bool:
        try:
            chain = self.files_of(name).read().chain
        except CertificateError:
            return False
        lasts = ends_at(chain) - now > RENEW_BEFORE
        return lasts and set(names_in(chain)) == set(names) and authority.has_issued(chain)

    def _write(self, name: str, issued: Issued) -> None:
        files = self.files_of(name)
        self._installation.write_private(files.key_file, issued.key.decode())
        self._installation.write_private(files.cert_file, issued.certificate.decode())
