"""Remembers sign-ins that have begun for ten minutes; each may be finished once."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from voicera_kit.clock import Clock
from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, DocumentStore, Index, above
from voicera_kit.errors import NotFound, ResourceExhausted, RevisionConflict
from voicera_kit.sealing import Sealer

OIDC_STATES: Final = Collection("oidc_states", kind="sign-in", indexes=(Index("expires_at", across=True),))
KEPT: Final = timedelta(minutes=10)
_AT_ONCE: Final = 10_000
"""Anybody can begin a sign-in, so their number has a bound."""


@dataclass(frozen=True, slots=True)
class Begun:
    """`verifier` is PKCE's secret."""

    nonce: str
    verifier: str = field(repr=False)


class StateStore:
    def __init__(self, documents: DocumentStore, sealer: Sealer, clock: Clock) -> None:
        self._documents = documents
        self._sealer = sealer
        self._clock = clock

    async def add(self, state: str, begun: Begun) -> None:
        """Raise ResourceExhausted if too many have begun and may still be finished."""
        unexpired = above("expires_at", self._clock.now().isoformat())
        if await self._documents.count(SYSTEM_ORGANIZATION, OIDC_STATES, (unexpired,)) >= _AT_ONCE:
            raise ResourceExhausted("too many people sign in at once", retry_after=KEPT)
        name = _hash(state)
        body = {
            "nonce": begun.nonce,
            "sealed": self._sealer.seal(begun.verifier.encode(), _place(name)),
            "expires_at": (self._clock.now() + KEPT).isoformat(),
        }
        await self._documents.insert(SYSTEM_ORGANIZATION, OIDC_STATES, name, body)

    async def take(self, state: str) -> Begun | None:
        """Return what began with this state, to one caller only; None if it is unknown, used or too old."""
        name = _hash(state)
        try:
            document = await self._documents.get(SYSTEM_ORGANIZATION, OIDC_STATES, name)
            await self._documents.delete(
                SYSTEM_ORGANIZATION, OIDC_STATES, name, if_revision=document.revision
            )
        except (NotFound, RevisionConflict):
            return None
        if datetime.fromisoformat(document.body["expires_at"]) <= self._clock.now():
            return None
        verifier = self._sealer.open(document.body["sealed"], _place(name)).decode()
        return Begun(document.body["nonce"], verifier)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _place(name: str) -> str:
    return f"oidc_states/{name}"
