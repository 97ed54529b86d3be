"""Names services in certificates."""

from typing import Final

DOMAIN: Final = "voicera.internal"


def dns_name(service: str) -> str:
    """Return the subject alternative name of a service's certificate."""
    return f"{service}.{DOMAIN}"


ENVOY: Final = dns_name("envoy")
