"""Mutual TLS: a certificate per service, and whom it admits."""

from voicera_kit.tls.credentials import channel_credentials, http_context, server_credentials
from voicera_kit.tls.files import Certificate, CertificateError, CurrentCertificate, TlsFiles
from voicera_kit.tls.names import DOMAIN, ENVOY, dns_name

__all__ = [
    "DOMAIN",
    "ENVOY",
    "Certificate",
    "CertificateError",
    "CurrentCertificate",
    "TlsFiles",
    "channel_credentials",
    "dns_name",
    "http_context",
    "server_credentials",
]
