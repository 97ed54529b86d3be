"""Keeps failed attempts for an hour after the last."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from voicera_kit.clock import Clock
from voicera_kit.documents import SYSTEM_ORGANIZATION, Collection, DocumentStore, Index
from voicera_kit.errors import NotFound

ATTEMPTS = Collection("sign_in_attempts", kind="attempts", indexes=(Index("expires_at", across=True),))

KEPT: Final = timedelta(hours=1)
_DOUBLINGS: Final = 10
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many failures are free, and the longest wait after further ones."""

    free: int
    longest: timedelta


@dataclass(frozen=True, slots=True)
class Attempts:
    """`failures` in a row, and when the next attempt may be made; revision 0 is not stored yet."""

    id: str
    failures: int = 0
    open_at: datetime = _LONG_AGO
    revision: int = 0

    def one_more(self, now: datetime, limit: Limit) -> "Attempts":
        """Wait 1 s after the free failures, 2 s after the next, twice as long after each further one."""
        failures = self.failures + 1
        if failures < limit.free:
            return replace(self, failures=failures, open_at=now)
        wait = min(timedelta(seconds=2 ** min(failures - limit.free, _DOUBLINGS)), limit.longest)
        return replace(self, failures=failures, open_at=now + wait)

    def less_one(self, now: datetime) -> "Attempts":
        return replace(self, failures=max(self.failures - 1, 0), open_at=now)


class AttemptStore:
    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock

    async def get(self, id_: str) -> Attempts:
        """Return what is known, without failures if nothing is or it is too old."""
        try:
            document = await self._documents.get(SYSTEM_ORGANIZATION, ATTEMPTS, id_)
        except NotFound:
            return Attempts(id_)
        body = document.body
        if datetime.fromisoformat(body["expires_at"]) <= self._clock.now():
            return Attempts(id_, revision=document.revision)
        return Attempts(id_, body["failures"], datetime.fromisoformat(body["open_at"]), document.revision)

    async def keep(self, attempts: Attempts) -> None:
        """Raise AlreadyExists or RevisionConflict if somebody else was faster."""
        body = {
            "failures": attempts.failures,
            "open_at": attempts.open_at.isoformat(),
            "expires_at": (attempts.open_at + KEPT).isoformat(),
        }
        if not attempts.revision:
            await self._documents.insert(SYSTEM_ORGANIZATION, ATTEMPTS, attempts.id, body)
            return
        await self._documents.replace(
            SYSTEM_ORGANIZATION, ATTEMPTS, attempts.id, body, if_revision=attempts.revision
        )

    async def forget(self, id_: str) -> None:
        with suppress(NotFound):
            await self._documents.delete(SYSTEM_ORGANIZATION, ATTEMPTS, id_)
