"""Opens archives, one stream each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime

from voicera_kit.errors import FailedPrecondition, Unavailable
from voicera_kit.ids import new_id
from voicera_media.archive.errors import closed, stopping
from voicera_media.archive.model import Position
from voicera_media.archive.session import ArchiveSession, Keeping
from voicera_media.call.model import Archive, ArchiveState, Call
from voicera_media.encryption.errors import EncryptionKeyDestroyed
from voicera_media.recording.service import RecordingService


class ArchiveService:
    def __init__(self, keeping: Keeping, recordings: RecordingService) -> None:
        self._keeping = keeping
        self._recordings = recordings
        self._sessions: dict[tuple[str, str], ArchiveSession] = {}

    @asynccontextmanager
    async def opened(
        self, organization_id: str, call_id: str, sample_rate_hz: int
    ) -> AsyncIterator[ArchiveSession]:
        """Take the archive over from whatever stream had it; NotFound if there is no such call.

        What nobody could read again is not taken in: ARCHIVE_CLOSED once the call's key was destroyed.
        """
        await self._supersede((organization_id, call_id))
        try:
            session = await self._open(organization_id, call_id, sample_rate_hz)
        except EncryptionKeyDestroyed:
            raise closed() from None
        await self._supersede(session.key)
        self._sessions[session.key] = session
        try:
            yield session
        finally:
            if self._sessions.get(session.key) is session:
                del self._sessions[session.key]

    def stop(self) -> None:
        """End every stream, so that its voice node goes on with another replica."""
        for session in self._sessions.values():
            session.inbox.fail(stopping())

    async def _open(self, organization_id: str, call_id: str, sample_rate_hz: int) -> ArchiveSession:
        archive = Archive(ArchiveState.OPEN, new_id("stream"), sample_rate_hz)
        now = self._keeping.clock.now()
        call = await self._keeping.calls.change(
            organization_id, call_id, lambda known: _opened(known, archive, now)
        )
        sequence = await self._keeping.events.last_sequence(organization_id, call_id)
        samples, _ = await self._recordings.durable(organization_id, call_id)
        tally = await self._keeping.closer.tally(organization_id, call_id)
        return ArchiveSession(self._keeping, call, Position(sequence, samples), tally)

    async def _supersede(self, key: tuple[str, str]) -> None:
        session = self._sessions.get(key)
        if session is None:
            return
        try:
            await session.supersede()
        except TimeoutError:
            raise Unavailable("the archive of this call is being written") from None


def _opened(call: Call, archive: Archive, now: datetime) -> Call:
    known = call.archive
    if known.sample_rate_hz not in {0, archive.sample_rate_hz}:
        raise FailedPrecondition("the recording has another sample rate", reason="SAMPLE_RATE_CHANGED")
    if known.state is ArchiveState.CLOSED:
        return call
    return replace(call, archive=replace(archive, samples=known.samples), seen_at=now)
