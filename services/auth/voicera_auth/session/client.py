"""Where a person signs in from, as Envoy and the gateway say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final

from voicera_kit.server import Context

MAX_USER_AGENT: Final = 256
_FORWARDED_FOR: Final = "x-forwarded-for"
_USER_AGENTS: Final = ("x-forwarded-user-agent", "user-agent")
"""gRPC puts its own name into `user-agent`: the gateway passes the browser's on in the first one."""


@dataclass(frozen=True, slots=True)
class Client:
    """Both are empty if nobody said."""

    address: str = field(default="", repr=False)
    user_agent: str = field(default="", repr=False)


UNKNOWN: Final = Client()


def client_of(context: Context, trusted_proxies: int) -> Client:
    """Read the address that the outermost trusted proxy saw; what the client itself claims stands before it."""
    metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
    return Client(_address(metadata.get(_FORWARDED_FOR, ""), trusted_proxies), _user_agent(metadata))


def _address(forwarded_for: str, trusted_proxies: int) -> str:
    """Envoy appends whom it hears from; each proxy before Envoy adds one more."""
    hops = [each.strip() for each in forwarded_for.split(",")]
    try:
        address = ip_address(hops[-1 - trusted_proxies])
    except (ValueError, IndexError):
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)


def _user_agent(metadata: Mapping[str, str]) -> str:
    named = (metadata[key] for key in _USER_AGENTS if metadata.get(key))
    return next(named, "")[:MAX_USER_AGENT]
