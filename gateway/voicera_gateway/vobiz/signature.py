"""Decides whether a webhook comes from the carrier."""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from voicera_gateway.vobiz.nonces import Nonces

Policy = Literal["enforce", "when_present"]

_V3 = ("x-vobiz-signature-v3", "x-vobiz-signature-ma-v3")
_V3_NONCE = "x-vobiz-signature-v3-nonce"
_V2 = ("x-vobiz-signature-v2", "x-vobiz-signature-ma-v2")
_V2_NONCE = "x-vobiz-signature-v2-nonce"


class Verdict(StrEnum):
    """What became of a signature; only the first two let a webhook in."""

    GENUINE = "genuine"
    UNSIGNED = "unsigned"
    MISSING = "missing"
    WRONG = "wrong"
    REPLAYED = "replayed"

    @property
    def admitted(self) -> bool:
        return self in {Verdict.GENUINE, Verdict.UNSIGNED}


@dataclass(frozen=True, slots=True)
class _Claim:
    signatures: tuple[str, ...]
    nonce: str
    message: str


class SignatureChecker:
    """Checks webhooks against an account's tokens.

    The carrier signs the URL and a nonce but not the body, so a nonce that comes back with other content is refused;
    the very same content is a repeated delivery and harmless.
    """

    def __init__(self, policy: Policy, nonces: Nonces) -> None:
        self._policy = policy
        self._nonces = nonces

    async def check(
        self, headers: Mapping[str, str], url: str, content: bytes, keys: Iterable[str]
    ) -> Verdict:
        """Judge one webhook; `url` is the callback as it was configured, without its query.

        A wrong signature leaves no trace: the same webhook may be checked with other keys.
        """
        claim = _claim(headers, url)
        if claim is None:
            return Verdict.MISSING if self._policy == "enforce" else Verdict.UNSIGNED
        if not claim.nonce or not _matches(claim, keys):
            return Verdict.WRONG
        digest = hashlib.sha256(url.encode() + b"\n" + content).hexdigest()
        is_fresh = await self._nonces.is_first_or_same(claim.nonce, digest)
        return Verdict.GENUINE if is_fresh else Verdict.REPLAYED


def sign_v3(key: str, url: str, nonce: str) -> str:
    return _hmac(key, f"{url}.{nonce}")


def sign_v2(key: str, url: str, nonce: str) -> str:
    return _hmac(key, f"{url}{nonce}")


def _claim(headers: Mapping[str, str], url: str) -> _Claim | None:
    v3 = tuple(_values(headers, _V3))
    if v3:
        nonce = headers.get(_V3_NONCE, "")
        return _Claim(v3, nonce, f"{url}.{nonce}")
    v2 = tuple(_values(headers, _V2))
    if v2:
        nonce = headers.get(_V2_NONCE, "")
        return _Claim(v2, nonce, f"{url}{nonce}")
    return None


def _values(headers: Mapping[str, str], names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for value in headers.get(name, "").split(","):
            if value.strip():
                yield value.strip()


def _matches(claim: _Claim, keys: Iterable[str]) -> bool:
    expected = [_hmac(key, claim.message).encode() for key in keys]
    found = [signature.encode("utf-8", "replace") for signature in claim.signatures]
    return any(hmac.compare_digest(ours, theirs) for ours in expected for theirs in found)


def _hmac(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()
