"""Serves HTTP only to peers whose certificate admits them."""

from asyncio import BaseTransport, Transport
from dataclasses import dataclass
from typing import Any, cast

import structlog
from uvicorn.protocols.http.h11_impl import H11Protocol

from voicera_kit.tls import TlsFiles

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Secured:
    """Our certificate, and the DNS names in certificates that may connect."""

    files: TlsFiles
    peers: frozenset[str]


def admitting(peers: frozenset[str]) -> type[H11Protocol]:
    """Return a protocol that hangs up on everybody else before a request is read."""

    class AdmittingProtocol(H11Protocol):
        def connection_made(self, transport: BaseTransport) -> None:
            super().connection_made(cast("Transport", transport))
            if not peers & _names(transport.get_extra_info("ssl_object")):
                log.warning("peer_refused")
                transport.close()

    return AdmittingProtocol


def _names(connection: Any) -> set[str]:
    alternatives = connection.getpeercert().get("subjectAltName", ()) if connection else ()
    return {name for kind, name in alternatives if kind == "DNS"}
