"""Where a request comes from, as the proxies before a service tell it."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final

_FORWARDED_FOR: Final = "x-forwarded-for"


def forwarded_address(metadata: Iterable[tuple[str, str | bytes]], trusted_proxies: int) -> str:
    """Return the address that the outermost trusted proxy saw, "" if none is told.

    Envoy appends whom it hears from, each proxy before it one more; what the client itself claims stands before them.
    """
    values = {key: value for key, value in metadata if isinstance(value, str)}
    hops = [each.strip() for each in values.get(_FORWARDED_FOR, "").split(",")]
    try:
        address = ip_address(hops[-1 - trusted_proxies])
    except (ValueError, IndexError):
        return ""
    return str(getattr(address, "ipv4_mapped", None) or address)
