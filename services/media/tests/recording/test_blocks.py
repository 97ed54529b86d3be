"""Blocks written twice, late or in pieces still make one track."""

from pathlib import Path
from typing import Any

from voicera_kit.testing import open_objects_in
from voicera_media.recording.blocks import BlockStore
from voicera_media.recording.model import AudioBlock
from voicera_media.recording.wav import decoded, paired

TRACK = bytes(range(250)) * 4


def block(start: int, end: int) -> AudioBlock:
    return AudioBlock(start, TRACK[start:end], TRACK[start:end])


async def track(objects: Any, *blocks: AudioBlock) -> bytes:
    store = BlockStore(objects)
    for each in blocks:
        await store.put("org", "call_1", (each,))
    ranges = await store.ranges("org", "call_1")
    return b"".join([frames async for frames in store.frames("org", ranges, 0, 1000)])


async def test_blocks_that_overlap_are_read_once(tmp_path: Path) -> None:
    async with open_objects_in(tmp_path) as objects:
        frames = await track(objects, block(0, 400), block(200, 700), block(200, 300), block(700, 1000))
    assert frames == decoded(paired(TRACK, TRACK))


async def test_what_follows_a_gap_does_not_count(tmp_path: Path) -> None:
    async with open_objects_in(tmp_path) as objects:
        frames = await track(objects, block(0, 400), block(500, 700))
    assert frames == decoded(paired(TRACK[:400], TRACK[:400]))


async def test_a_shorter_block_does_not_replace_a_longer_one(tmp_path: Path) -> None:
    async with open_objects_in(tmp_path) as objects:
        frames = await track(objects, block(0, 400), block(0, 100))
    assert len(frames) == 1600
