"""Says which service is at the other end of a connection, or behind Envoy."""

from collections.abc import Collection, Iterable
from typing import Any, Final

import grpc

from voicera_kit.errors import Unauthenticated
from voicera_kit.tls.names import ENVOY, dns_name

FORWARDED: Final = "x-forwarded-client-cert"
_ALTERNATIVE_NAME: Final = "x509_subject_alternative_name"

Context = grpc.aio.ServicerContext


def names_of_peer(context: "Context[Any, Any]") -> frozenset[str]:
    """Return the names in the certificate at the other end, none if it has shown none."""
    properties = context.auth_context() or {}
    return frozenset(name.decode() for name in properties.get(_ALTERNATIVE_NAME, ()))


def require_peer(names: Iterable[str], admitted: Collection[str]) -> None:
    """Raise Unauthenticated unless one of the names is admitted."""
    if not any(name in admitted for name in names):
        raise Unauthenticated("the certificate belongs to no admitted peer")


def require_caller(context: "Context[Any, Any]", service: str) -> None:
    """Raise Unauthenticated unless the call began at `service`, by its certificate."""
    names = names_of_peer(context)
    if ENVOY in names:
        names = _names_forwarded(context)
    if dns_name(service) not in names:
        raise Unauthenticated("the certificate belongs to another service")


def _names_forwarded(context: "Context[Any, Any]") -> frozenset[str]:
    """Envoy replaces what the client sent by one element; anything else is not Envoy's."""
    values = [value for key, value in context.invocation_metadata() or () if key == FORWARDED]
    if len(values) != 1 or "," in str(values[0]):
        return frozenset()
    pairs = (pair.partition("=") for pair in str(values[0]).split(";"))
    return frozenset(value.strip('"') for key, _, value in pairs if key == "DNS")
