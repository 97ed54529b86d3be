"""Gives a sign-in that has begun to the browser, sealed, for ten minutes; each may be finished once."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from voicera_kit.clock import Clock
from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, DocumentStore, Index
from voicera_kit.errors import AlreadyExists
from voicera_kit.sealing import SealBroken, Sealer, SealingKeyMissing

OIDC_STATES: Final = Collection("oidc_states", kind="sign-in", indexes=(Index("expires_at", across=True),))
"""The ones that were finished: anybody can begin one, so nothing is kept of that."""
KEPT: Final = timedelta(minutes=10)
_PLACE: Final = "oidc_states"


@dataclass(frozen=True, slots=True)
class Begun:
    """`verifier` is PKCE's secret."""

    nonce: str
    verifier: str = field(repr=False)
    expires_at: datetime


class StateStore:
    def __init__(self, documents: DocumentStore, sealer: Sealer, clock: Clock) -> None:
        self._documents = documents
        self._sealer = sealer
        self._clock = clock

    def begin(self) -> tuple[str, Begun]:
        """Return a state, which must come back, and what is sealed in it."""
        begun = Begun(secrets.token_urlsafe(32), secrets.token_urlsafe(48), self._clock.now() + KEPT)
        text = f"{begun.nonce} {begun.verifier} {begun.expires_at.isoformat()}"
        return self._sealer.seal(text.encode(), _PLACE), begun

    async def take(self, state: str) -> Begun | None:
        """Return what began with this state, to one caller only; None if it is none of ours, used or too old."""
        begun = self._opened(state)
        if begun is None or begun.expires_at <= self._clock.now():
            return None
        # Base64 can be written in several ways: a state is told by what is in it.
        name = hashlib.sha256(begun.nonce.encode()).hexdigest()
        body = {"expires_at": begun.expires_at.isoformat()}
        try:
            await self._documents.insert(SYSTEM_ORGANIZATION, OIDC_STATES, name, body)
        except AlreadyExists:
            return None
        return begun

    def _opened(self, state: str) -> Begun | None:
        try:
            nonce, verifier, expires_at = self._sealer.open(state, _PLACE).decode().split()
        except (SealBroken, SealingKeyMissing):
            return None
        return Begun(nonce, verifier, datetime.fromisoformat(expires_at))
