"""Reads recordings while they grow and after, and completes them."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Final

from voicera_kit.errors import NotFound, invalid
from voicera_kit.objects import ObjectStore
from voicera_media.call.model import Call
from voicera_media.call.store import CallStore
from voicera_media.recording.blocks import BlockStore
from voicera_media.recording.model import Recording
from voicera_media.recording.wav import FRAME_BYTES, HEADER_BYTES, file_size, header, samples_in

_CHUNK_BYTES: Final = 64 * 1024


class RecordingService:
    """The complete file, once there, is the recording; until then the blocks are."""

    def __init__(self, calls: CallStore, objects: ObjectStore, blocks: BlockStore) -> None:
        self._calls = calls
        self._objects = objects
        self._blocks = blocks

    async def describe(self, organization_id: str, call_id: str) -> Recording:
        """Raise NotFound with RECORDING_NOT_FOUND if nothing was recorded."""
        call = await self._calls.get(organization_id, call_id)
        samples, is_complete = await self.durable(organization_id, call_id)
        if samples == 0:
            raise NotFound("recording", call_id, reason="RECORDING_NOT_FOUND")
        return Recording(call_id, samples, call.archive.sample_rate_hz, is_complete)

    async def durable(self, organization_id: str, call_id: str) -> tuple[int, bool]:
        """Return how many samples there are and whether that is all."""
        try:
            info = await self._objects.head(organization_id, _key(call_id))
        except NotFound:
            ranges = await self._blocks.ranges(organization_id, call_id)
            return (ranges[-1].end_sample if ranges else 0), False
        return samples_in(info.size), True

    async def read(
        self, organization_id: str, call_id: str, offset: int, length: int, size_bytes: int
    ) -> AsyncGenerator[bytes]:
        """Yield the bytes of a range of the file as it was when it had `size_bytes`, 0 meaning now."""
        recording = await self.describe(organization_id, call_id)
        samples = _stated_samples(size_bytes, recording)
        size = file_size(samples)
        if not 0 <= offset <= size:
            raise invalid("offset", "lies outside of the file")
        if length < 0:
            raise invalid("length", "must not be negative")
        end = min(offset + length, size) if length else size
        head = header(samples, recording.sample_rate_hz)[offset:end]
        if head:
            yield head
        start = max(offset, HEADER_BYTES)
        async for chunk in self._content(
            organization_id, recording, start - HEADER_BYTES, end - HEADER_BYTES
        ):
            for first in range(0, len(chunk), _CHUNK_BYTES):
                yield chunk[first : first + _CHUNK_BYTES]

    async def complete(self, call: Call) -> int:
        """Make one file of the blocks and return its samples; to do it again finishes what was begun."""
        samples, is_complete = await self.durable(call.organization_id, call.id)
        if samples and not is_complete:
            content = self._file(call, samples)
            await self._objects.put(call.organization_id, _key(call.id), content)
        await self._blocks.delete(call.organization_id, call.id)
        return samples

    async def delete(self, organization_id: str, call_id: str) -> None:
        """Remove every piece of it."""
        await self._objects.delete_prefix(organization_id, f"calls/{call_id}/")

    async def _file(self, call: Call, samples: int) -> AsyncIterator[bytes]:
        yield header(samples, call.archive.sample_rate_hz)
        ranges = await self._blocks.ranges(call.organization_id, call.id)
        async for frames in self._blocks.frames(call.organization_id, ranges, 0, samples):
            yield frames

    async def _content(
        self, organization_id: str, recording: Recording, start: int, end: int
    ) -> AsyncIterator[bytes]:
        """Yield bytes after the header; if the blocks go away meanwhile, the complete file has the rest."""
        is_complete = recording.is_complete
        while start < end:
            source = self._complete_content if is_complete else self._growing_content
            try:
                async for chunk in source(organization_id, recording.call_id, start, end):
                    start += len(chunk)
                    yield chunk
            except NotFound:
                if is_complete:
                    raise
            else:
                return
            is_complete = True

    def _complete_content(
        self, organization_id: str, call_id: str, start: int, end: int
    ) -> AsyncIterator[bytes]:
        return self._objects.get(organization_id, _key(call_id), start + HEADER_BYTES, end + HEADER_BYTES)

    async def _growing_content(
        self, organization_id: str, call_id: str, start: int, end: int
    ) -> AsyncIterator[bytes]:
        ranges = await self._blocks.ranges(organization_id, call_id)
        first, last = start // FRAME_BYTES, -(-end // FRAME_BYTES)
        if not ranges or ranges[-1].end_sample < last:
            raise NotFound("recording", call_id)
        position = first * FRAME_BYTES
        async for frames in self._blocks.frames(organization_id, ranges, first, last):
            yield frames[max(start - position, 0) : end - position]
            position += len(frames)


def _stated_samples(size_bytes: int, recording: Recording) -> int:
    if not size_bytes:
        return recording.samples
    samples = samples_in(size_bytes)
    if file_size(samples) != size_bytes or samples > recording.samples:
        raise invalid("size_bytes", "is not a size this recording had")
    return samples


def _key(call_id: str) -> str:
    return f"calls/{call_id}/recording.wav"
