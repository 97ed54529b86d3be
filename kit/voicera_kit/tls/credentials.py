"""Turns certificates into what gRPC and the HTTP server take; new connections use the newest."""

import contextlib
import ssl
from typing import Any

import grpc

from voicera_kit.tls.files import Certificate, CurrentCertificate, TlsFiles


def server_credentials(files: TlsFiles) -> grpc.ServerCredentials:
    """Admit clients with a certificate of the authority; gRPC asks for a renewal before each handshake."""
    current = CurrentCertificate(files)

    def renewed() -> Any:
        found = current.renewed()
        return None if found is None else _configuration(found)

    return grpc.dynamic_ssl_server_credentials(
        _configuration(current.value), renewed, require_client_authentication=True
    )


def channel_credentials(certificate: Certificate) -> grpc.ChannelCredentials:
    return grpc.ssl_channel_credentials(certificate.authority, certificate.key, certificate.chain)


def http_context(files: TlsFiles) -> ssl.SSLContext:
    """Admit clients with a certificate of the authority; a renewal counts from the next handshake."""
    current = CurrentCertificate(files)
    shown, newest = current.value, _server_context(files)

    def renew(connection: Any, _name: str | None, _context: ssl.SSLContext) -> None:
        nonlocal shown, newest
        current.renewed()
        if current.value is not shown:
            with contextlib.suppress(OSError):  # files that change again meanwhile are for the next handshake
                newest, shown = _server_context(files), current.value
        connection.context = newest

    entrance = _server_context(files)
    entrance.sni_callback = renew
    return entrance


def _configuration(certificate: Certificate) -> grpc.ServerCertificateConfiguration:
    pair = (certificate.key, certificate.chain)
    return grpc.ssl_server_certificate_configuration([pair], certificate.authority)


def _server_context(files: TlsFiles) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(files.ca_file))
    context.load_cert_chain(files.cert_file, files.key_file)
    context.verify_mode = ssl.CERT_REQUIRED
    return context
