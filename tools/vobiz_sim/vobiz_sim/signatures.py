"""Signs webhooks the way the carrier does: over the callback's address and a nonce, never the body."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

_NONCE_DIGITS = 20


def base_url(url: str) -> str:
    """The callback address without query and fragment."""
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def nonce() -> str:
    return "".join(str(secrets.randbelow(10)) for _ in range(_NONCE_DIGITS))


def v2(token: str, url: str, nonce_: str) -> str:
    return _mac(token, base_url(url) + nonce_)


def v3(token: str, url: str, nonce_: str) -> str:
    return _mac(token, f"{base_url(url)}.{nonce_}")


def headers(url: str, token: str, parent_token: str, draw: Callable[[], str] = nonce) -> dict[str, str]:
    """The full set of a real callback; the parent's signatures equal the account's on a main account."""
    second, third = draw(), draw()
    return {
        "X-Vobiz-Signature": _mac(token, base_url(url), hashlib.sha1),
        "X-Vobiz-Signature-V2": v2(token, url, second),
        "X-Vobiz-Signature-V2-Nonce": second,
        "X-Vobiz-Signature-MA-V2": v2(parent_token, url, second),
        "X-Vobiz-Signature-V3": v3(token, url, third),
        "X-Vobiz-Signature-V3-Nonce": third,
        "X-Vobiz-Signature-MA-V3": v3(parent_token, url, third),
    }


def _mac(token: str, message: str, digest: Callable[..., "hashlib._Hash"] = hashlib.sha256) -> str:
    return base64.b64encode(hmac.new(token.encode(), message.encode(), digest).digest()).decode()
