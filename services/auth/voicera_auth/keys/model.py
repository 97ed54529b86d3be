"""A key pair that signs access tokens for a time."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from voicera_kit.identity import MAX_TOKEN_LIFE_S, SKEW_S
from voicera_kit.ids import new_id

PUBLISHED_AHEAD: Final = timedelta(minutes=10)
"""Before it signs, a key is published for longer than anybody keeps a key set: five minutes, Envoy one."""
OUTLIVED: Final = timedelta(seconds=MAX_TOKEN_LIFE_S + SKEW_S) + PUBLISHED_AHEAD
"""How long the next key has signed when the last token of this one has expired, also one of a slow replica."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """Keys are numbered from 0 in the order in which they sign."""

    number: int
    id: str
    private: Ed25519PrivateKey = field(repr=False)
    signs_from: datetime

    @classmethod
    def generate(cls, number: int, signs_from: datetime) -> "SigningKey":
        return cls(number, new_id("kid"), Ed25519PrivateKey.generate(), signs_from)
