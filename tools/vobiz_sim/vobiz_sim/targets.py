"""Keeps the simulator on this machine unless it was told otherwise."""

from ipaddress import ip_address
from urllib.parse import urlsplit


class RemoteTargetError(ValueError):
    """A URL leaves the machine and remote targets were not allowed."""


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def require_allowed(url: str, *, allow_remote: bool) -> None:
    host = urlsplit(url).hostname or ""
    if not allow_remote and not is_loopback(host):
        raise RemoteTargetError(f"{host or 'the target'} is not a loopback address")
