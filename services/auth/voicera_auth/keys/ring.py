"""Holds the Ed25519 keys that sign access tokens; the newest signs, all of them verify."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from voicera_kit.clock import Clock
from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, DocumentStore
from voicera_kit.errors import AlreadyExists
from voicera_kit.identity import ALGORITHM, AUDIENCE, ISSUER
from voicera_kit.ids import new_id

SIGNING_KEYS = Collection("signing_keys", kind="signing key")
FIRST_KEY = "key_first"


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says.

    `organization_id` is empty for a service without one. Members have a `role` and a `session_id` (the session
    family, which ends with it), API keys have `scopes`.
    """

    subject: str
    organization_id: str
    kind: str
    role: str = ""
    session_id: str = ""
    scopes: tuple[str, ...] | None = None


class KeyRing:
    def __init__(self, store: DocumentStore, clock: Clock, keys: Mapping[str, Ed25519PrivateKey]) -> None:
        self._store = store
        self._clock = clock
        self._keys = dict(keys)

    @classmethod
    async def open(cls, store: DocumentStore, clock: Clock) -> "KeyRing":
        """Load the keys; the first replica to start makes the first key."""
        listing = await store.find(SYSTEM_ORGANIZATION, SIGNING_KEYS)
        if not listing.items:
            await cls._create_first(store)
            listing = await store.find(SYSTEM_ORGANIZATION, SIGNING_KEYS)
        keys = {
            str(document.body["kid"]): Ed25519PrivateKey.from_private_bytes(
                bytes.fromhex(str(document.body["seed"]))
            )
            for document in listing.items
        }
        return cls(store, clock, keys)

    @staticmethod
    async def _create_first(store: DocumentStore) -> None:
        seed = Ed25519PrivateKey.generate().private_bytes_raw().hex()
        try:
            await store.insert(
                SYSTEM_ORGANIZATION, SIGNING_KEYS, FIRST_KEY, {"kid": new_id("kid"), "seed": seed}
            )
        except AlreadyExists:
            return  # another replica was first

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """The verification keys by key id."""
        return {kid: key.public_key() for kid, key in self._keys.items()}

    def sign(self, claims: Claims, lifetime_s: int) -> str:
        """An EdDSA JWT that expires after `lifetime_s`."""
        kid, key = next(reversed(self._keys.items()))
        now = self._clock.now()
        payload: dict[str, object] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": claims.subject,
            "org": claims.organization_id,
            "kind": claims.kind,
            # Fractions, so that a token issued just after a revocation is told from one issued just before.
            "iat": now.timestamp(),
            "exp": now + timedelta(seconds=lifetime_s),
            "jti": new_id("jwt"),
        }
        if claims.role:
            payload["role"] = claims.role
        if claims.session_id:
            payload["sid"] = claims.session_id
        if claims.scopes is not None:
            payload["scopes"] = list(claims.scopes)
        return jwt.encode(payload, key, algorithm=ALGORITHM, headers={"kid": kid})
