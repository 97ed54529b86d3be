"""Reads a process's certificate, its key and the authority it trusts, and reads them again when they change."""

from dataclasses import dataclass, field
from pathlib import Path

import structlog
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_log = structlog.get_logger(__name__)
_Stamp = tuple[tuple[int, int], ...]


class CertificateError(ValueError):
    """The files are no certificate with its key; the message names the file, never what is in it."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """PEM: the process's own certificate (leaf first) and key, and the authority that signs its peers'."""

    chain: bytes
    key: bytes = field(repr=False)
    authority: bytes


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Where they are; a renewal replaces them in place."""

    cert_file: Path
    key_file: Path
    ca_file: Path

    @property
    def paths(self) -> tuple[Path, ...]:
        return (self.cert_file, self.key_file, self.ca_file)

    def read(self) -> Certificate:
        """Raise CertificateError unless all three are there and the key is the certificate's."""
        chain, key, authority = (_content(path) for path in self.paths)
        leaf = _certificate(chain, self.cert_file)
        _certificate(authority, self.ca_file)
        try:
            is_ours = load_pem_private_key(key, None).public_key() == leaf.public_key()
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise CertificateError(f"{self.key_file} holds no private key without a password") from None
        if not is_ours:
            raise CertificateError(f"{self.key_file} is not the key of {self.cert_file}")
        return Certificate(chain, key, authority)


class CurrentCertificate:
    """What the files held when they were last whole; half a renewal does not count."""

    def __init__(self, files: TlsFiles) -> None:
        self._files = files
        self._seen = self._stamp()
        self.value = files.read()

    def renewed(self) -> Certificate | None:
        """Return what the files hold if it is another certificate than before."""
        stamp = self._stamp()
        if stamp == self._seen:
            return None
        self._seen = stamp
        try:
            found = self._files.read()
        except CertificateError as error:
            _log.warning("tls.renewal_not_whole", problem=str(error))
            return None
        if found == self.value:
            return None
        self.value = found
        _log.info("tls.renewed", file=str(self._files.cert_file))
        return found

    def _stamp(self) -> _Stamp:
        return tuple(_version(path) for path in self._files.paths)


def _version(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_ino)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CertificateError(f"{path} cannot be read ({error.strerror})") from None


def _certificate(pem: bytes, path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificates(pem)[0]
    except ValueError:
        raise CertificateError(f"{path} holds no certificate") from None
