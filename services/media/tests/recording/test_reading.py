"""Recordings are WAV files, while they grow and after."""

import io
import random
import struct
import wave
from typing import Any

import pytest

from voicera_kit.errors import InvalidArgument, NotFound

CALLER = bytes(random.Random(1).randbytes(20_000))
AGENT = bytes(random.Random(2).randbytes(20_000))
HEADER = 44


@pytest.fixture
def linear() -> dict[int, int]:
    """Expand mu-law by the definition in ITU-T G.711, to compare with."""
    values = {}
    for code in range(256):
        word = ~code & 0xFF
        exponent, mantissa = (word >> 4) & 7, word & 15
        magnitude = ((2 * mantissa + 33) << exponent) - 33
        values[code] = -4 * magnitude if word & 0x80 else 4 * magnitude
    return values


async def recorded(media: Any, samples: int = 20_000, block: int = 3_000) -> tuple[str, Any]:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    for start in range(0, samples, block):
        end = min(start + block, samples)
        await stream.audio(start, CALLER[start:end], AGENT[start:end])
    await stream.reached(samples=samples)
    return call_id, stream


@pytest.mark.parametrize("ending", ["growing", "closed"])
async def test_the_caller_is_left_and_the_agent_right(
    media: Any, linear: dict[int, int], ending: str
) -> None:
    call_id, stream = await recorded(media)
    if ending == "closed":
        await stream.close()
    wav = await media.wav(call_id)
    assert (wav.getnchannels(), wav.getsampwidth(), wav.getframerate()) == (2, 2, 8000)
    frames = struct.unpack(f"<{2 * 20_000}h", wav.readframes(20_000))
    assert list(frames[0::2]) == [linear[code] for code in CALLER]
    assert list(frames[1::2]) == [linear[code] for code in AGENT]


@pytest.mark.parametrize("ending", ["growing", "closed"])
@pytest.mark.parametrize(
    ("offset", "length"),
    [
        (0, 0),
        (0, 10),
        (40, 10),
        (43, 3),
        (44, 1),
        (45, 7),
        (12_041, 5),
        (12_044, 12_000),
        (80_000, 0),
        (80_044, 0),
        (80_040, 999),
    ],
)
async def test_a_range_has_exactly_its_bytes(media: Any, ending: str, offset: int, length: int) -> None:
    call_id, stream = await recorded(media)
    whole = b"".join(await media.read(call_id))
    assert len(whole) == HEADER + 80_000
    if ending == "closed":
        await stream.close()
    part = b"".join(await media.read(call_id, offset=offset, length=length))
    assert part == (whole[offset : offset + length] if length else whole[offset:])


async def test_closing_does_not_change_the_bytes(media: Any) -> None:
    call_id, stream = await recorded(media)
    growing, described = await media.read(call_id), await media.recording(call_id)
    await stream.close()
    complete = await media.recording(call_id)
    assert b"".join(await media.read(call_id)) == b"".join(growing)
    assert complete.etag == described.etag
    assert (described.complete, complete.complete) == (False, True)
    assert (complete.size_bytes, complete.duration_ms) == (HEADER + 80_000, 2500)


@pytest.mark.parametrize("ending", ["growing", "closed"])
async def test_a_file_that_grew_can_be_read_as_it_was(media: Any, ending: str) -> None:
    call_id, stream = await recorded(media, samples=6_000)
    was = await media.recording(call_id)
    await stream.audio(6_000, CALLER[6_000:9_000], AGENT[6_000:9_000])
    await stream.reached(samples=9_000)
    if ending == "closed":
        await stream.close()
    now = await media.recording(call_id)
    assert now.etag != was.etag
    content = b"".join(await media.read(call_id, size_bytes=was.size_bytes))
    assert len(content) == was.size_bytes
    with wave.open(io.BytesIO(content)) as wav:
        assert wav.getnframes() == 6_000


async def test_pieces_are_small(media: Any) -> None:
    call_id, stream = await recorded(media, block=20_000)
    await stream.close()
    assert max(len(chunk) for chunk in await media.read(call_id)) <= 64 * 1024


@pytest.mark.parametrize(
    "span",
    [
        {"offset": -1},
        {"offset": 80_045},
        {"length": -1},
        {"size_bytes": 80_048},
        {"size_bytes": 47},
        {"size_bytes": 43},
    ],
)
async def test_a_range_outside_of_the_file_is_refused(media: Any, span: dict[str, int]) -> None:
    call_id, _ = await recorded(media)
    with pytest.raises(InvalidArgument):
        await media.read(call_id, **span)


async def test_without_audio_there_is_no_recording(media: Any) -> None:
    call_id = await media.running()
    stream = await media.append()
    await stream.open(call_id)
    await stream.close()
    for read in (media.recording, media.read):
        with pytest.raises(NotFound) as refusal:
            await read(call_id)
        assert refusal.value.reason == "RECORDING_NOT_FOUND"
    assert not (await media.get(call_id)).has_recording


async def test_browser_calls_keep_their_rate(media: Any) -> None:
    call_id = await media.running(direction="DIRECTION_BROWSER")
    stream = await media.append()
    await stream.open(call_id, 16_000)
    await stream.audio(0, CALLER[:16_000], AGENT[:16_000])
    await stream.close()
    assert (await media.recording(call_id)).duration_ms == 1000
    assert (await media.wav(call_id)).getframerate() == 16_000


async def test_reading_goes_on_when_the_blocks_become_one_file(media: Any) -> None:
    call_id, stream = await recorded(media)
    whole = b"".join(await media.read(call_id))
    pieces = media.app.recordings.read("org_ours", call_id, 0, 0, 0)
    seen = [await anext(pieces), await anext(pieces)]
    await stream.close()
    seen += [piece async for piece in pieces]
    assert b"".join(seen) == whole
