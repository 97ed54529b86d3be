"""Keeps the audio of running calls in blocks, one object each."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from voicera_kit.objects import ObjectStore
from voicera_kit.paging import Page
from voicera_media.recording.model import AudioBlock
from voicera_media.recording.wav import PAIR_BYTES, decoded, paired

_DIGITS: Final = 12
_PAGE_SIZE: Final = 1000


@dataclass(frozen=True, slots=True)
class BlockRange:
    """The samples an object contributes; `origin` is its first sample, which an earlier one may have too."""

    key: str
    origin: int
    start_sample: int
    end_sample: int


class BlockStore:
    """The key of a block says what it holds, so that one written late never stands for a longer one."""

    def __init__(self, objects: ObjectStore) -> None:
        self._objects = objects

    async def put(self, organization_id: str, call_id: str, blocks: Sequence[AudioBlock]) -> None:
        """Keep blocks that follow one another as one; durable on return."""
        start, end = blocks[0].start_sample, blocks[-1].end_sample
        pairs = b"".join(paired(block.caller, block.agent) for block in blocks)
        await self._objects.put(organization_id, _key(call_id, start, end), pairs)

    async def ranges(self, organization_id: str, call_id: str) -> tuple[BlockRange, ...]:
        """Return the blocks that make up the track, in order; what overlaps is left out."""
        found = [_range(key) async for key in self._keys(organization_id, call_id)]
        return tuple(_contiguous(sorted(found, key=lambda each: (each.start_sample, -each.end_sample))))

    async def frames(
        self, organization_id: str, ranges: Sequence[BlockRange], start: int, end: int
    ) -> AsyncIterator[bytes]:
        """Yield PCM frames of the samples from `start` up to but excluding `end`; NotFound if a block is gone."""
        for block in ranges:
            first, last = max(start, block.start_sample), min(end, block.end_sample)
            if first >= last:
                continue
            skipped, stop = first - block.origin, last - block.origin
            async for frames in self._decoded(organization_id, block.key, skipped, stop):
                yield frames

    async def delete(self, organization_id: str, call_id: str) -> None:
        await self._objects.delete_prefix(organization_id, _prefix(call_id))

    async def _decoded(self, organization_id: str, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """A piece may end within a pair; its first byte waits for the second."""
        rest = b""
        async for piece in self._objects.get(organization_id, key, start * PAIR_BYTES, end * PAIR_BYTES):
            pairs = rest + piece if rest else piece
            whole = len(pairs) - len(pairs) % PAIR_BYTES
            rest = pairs[whole:]
            yield decoded(pairs[:whole])

    async def _keys(self, organization_id: str, call_id: str) -> AsyncIterator[str]:
        page = Page(_PAGE_SIZE)
        while True:
            listing = await self._objects.list(organization_id, _prefix(call_id), page)
            for info in listing.items:
                yield info.key
            if not listing.next_token:
                return
            page = Page(_PAGE_SIZE, listing.next_token)


def _prefix(call_id: str) -> str:
    return f"calls/{call_id}/audio/"


def _key(call_id: str, start: int, end: int) -> str:
    return f"{_prefix(call_id)}{start:0{_DIGITS}d}-{end:0{_DIGITS}d}"


def _range(key: str) -> BlockRange:
    start, _, end = key.rpartition("/")[2].partition("-")
    return BlockRange(key, int(start), int(start), int(end))


def _contiguous(ordered: Sequence[BlockRange]) -> list[BlockRange]:
    """Cut off what the block before has already, and stop at a gap."""
    chosen: list[BlockRange] = []
    reached = 0
    for block in ordered:
        if block.start_sample > reached:
            break
        if block.end_sample > reached:
            chosen.append(replace(block, start_sample=reached))
            reached = block.end_sample
    return chosen
