"""Where a person signs in from, as Envoy and the gateway say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from voicera_kit.addresses import forwarded_address
from voicera_kit.server import Context

MAX_USER_AGENT: Final = 256
_USER_AGENTS: Final = ("x-forwarded-user-agent", "user-agent")
"""gRPC puts its own name into `user-agent`: the gateway passes the browser's on in the first one."""


@dataclass(frozen=True, slots=True)
class Client:
    """Both are empty if nobody said."""

    address: str = field(default="", repr=False)
    user_agent: str = field(default="", repr=False)


UNKNOWN: Final = Client()


def client_of(context: Context, trusted_proxies: int) -> Client:
    metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
    return Client(forwarded_address(metadata.items(), trusted_proxies), _user_agent(metadata))


def _user_agent(metadata: Mapping[str, str]) -> str:
    named = (metadata[key] for key in _USER_AGENTS if metadata.get(key))
    return next(named, "")[:MAX_USER_AGENT]
