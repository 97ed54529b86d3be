"""Holds the Ed25519 keys that sign access tokens; the newest whose time has come signs, all of them verify."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from voicera_auth.keys.model import SigningKey
from voicera_auth.keys.store import SigningKeyStore
from voicera_kit.clock import Clock
from voicera_kit.errors import AlreadyExists
from voicera_kit.identity import ALGORITHM, AUDIENCE, ISSUER
from voicera_kit.ids import new_id


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
    """The keys as they were last loaded."""

    def __init__(self, store: SigningKeyStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._keys: Sequence[SigningKey] = ()

    @classmethod
    async def open(cls, store: SigningKeyStore, clock: Clock) -> "KeyRing":
        """Load the keys; the first replica to start makes the first key."""
        ring = cls(store, clock)
        if not await ring.load():
            with suppress(AlreadyExists):  # another replica was first
                await store.add(SigningKey.generate(0, clock.now()))
            await ring.load()
        return ring

    async def load(self) -> Sequence[SigningKey]:
        """Return the keys as they are stored now, in the order in which they sign."""
        self._keys = await self._store.all()
        return self._keys

    async def keys(self) -> Mapping[str, Ed25519PublicKey]:
        """The verification keys by key id."""
        return {key.id: key.private.public_key() for key in self._keys}

    def sign(self, claims: Claims, lifetime_s: int, issued_at: datetime | None = None) -> str:
        """An EdDSA JWT that expires after `lifetime_s`.

        `issued_at` is when the claims were true, if that was a while ago: what was revoked since then is not in them.
        """
        key, now = self._signing(), issued_at or self._clock.now()
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
        return jwt.encode(payload, key.private, algorithm=ALGORITHM, headers={"kid": key.id})

    def _signing(self) -> SigningKey:
        """The first key signs from the start, whatever a replica's clock says."""
        now = self._clock.now()
        return next((key for key in reversed(self._keys) if key.signs_from <= now), self._keys[0])
