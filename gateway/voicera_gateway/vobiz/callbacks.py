"""Makes the secret URLs the carrier calls back, and recognizes them."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Final, Literal

from voicera_kit.bus import Bus

MAC_BYTES: Final = 16
TRANSFER_TTL_S: Final = 120.0


@dataclass(frozen=True, slots=True)
class CallToken:
    """Names an outgoing call in the URLs the carrier gets with it, before its own id is known to us."""

    organization_id: str
    call_id: str


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """Whose call is to go where, and the number of ours it shows; both as plain digits."""

    organization_id: str
    to: str
    caller_id: str


class Callbacks:
    """Signs call tokens with the mesh's secret, so that any gateway recognizes what another one made."""

    def __init__(self, public_url: str, public_websocket_url: str, secret: str, bus: Bus) -> None:
        self._public_url = public_url
        self._public_websocket_url = public_websocket_url
        self._key = hashlib.sha256(b"voicera call token\n" + secret.encode()).digest()
        self._bus = bus

    def public_url(self, path: str) -> str:
        """Return the URL the carrier knows a path by: behind a proxy the request does not say."""
        return self._public_url + path

    def call_url(self, event: Literal["answer", "ring", "hangup"], token: CallToken) -> str:
        return f"{self._public_url}/vobiz/{event}/{self._sealed(token)}"

    def media_url(self, ticket: str) -> str:
        return f"{self._public_websocket_url}/vobiz/media/{ticket}"

    def read(self, text: str) -> CallToken | None:
        """Return the call a URL was made for; None if it was not made here."""
        organization_id, _, rest = text.partition(".")
        call_id, _, _ = rest.partition(".")
        token = CallToken(organization_id, call_id)
        genuine = self._sealed(token).encode()
        return token if hmac.compare_digest(genuine, text.encode("utf-8", "replace")) else None

    async def transfer_url(self, order: TransferOrder) -> str:
        name = secrets.token_urlsafe(24)
        await self._bus.put(_transfer_key(name), asdict(order), TRANSFER_TTL_S)
        return f"{self._public_url}/vobiz/transfer/{name}"

    async def transfer_order(self, name: str) -> TransferOrder | None:
        """Return the order; it stays, because the carrier may ask again."""
        kept = await self._bus.get(_transfer_key(name))
        if kept is None or isinstance(kept, bytes):
            return None
        return TransferOrder(kept.get("organization_id", ""), kept["to"], kept["caller_id"])

    def _sealed(self, token: CallToken) -> str:
        named = f"{token.organization_id}.{token.call_id}"
        mac = hmac.new(self._key, named.encode(), hashlib.sha256).digest()[:MAC_BYTES]
        return f"{named}.{urlsafe_b64encode(mac).decode().rstrip('=')}"


def _transfer_key(name: str) -> str:
    return f"gateway.transfer.{name}"
