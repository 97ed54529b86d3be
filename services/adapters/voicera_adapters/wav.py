"""Reads WAV files that vendors answer with, whole or as they come, and writes those they are sent."""

import struct
from collections.abc import AsyncGenerator, AsyncIterable, Iterator
from enum import IntEnum
from typing import Final

import numpy as np

from voicera_adapters.audio import HIGHEST_RATE_HZ, LOWEST_RATE_HZ, AudioFormat, Encoding


class _Code(IntEnum):
    PCM = 1
    FLOAT = 3
    MULAW = 7
    EXTENSIBLE = 0xFFFE


_CHUNK: Final = struct.Struct("<4sI")
_FORMAT: Final = struct.Struct("<HHIIHH")
_SUB_FORMAT_AT: Final = 24
_FIRST_CHUNK_AT: Final = 12
_LONGEST_HEADER_BYTES: Final = 4096


def read_wav(file: bytes) -> tuple[bytes, AudioFormat]:
    """Return the mono audio of 16-bit PCM, mu-law or 32-bit float; raises ValueError for anything else."""
    if file[:4] != b"RIFF" or file[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    chunks = dict(_chunks(file))
    if b"fmt " not in chunks or b"data" not in chunks:
        raise ValueError("a WAV file without its parts")
    code, channels, rate_hz, bits = _format(chunks[b"fmt "])
    if channels != 1:
        raise ValueError("a WAV file that is not mono")
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise ValueError("a WAV file of a rate nobody speaks in")
    return _audio(chunks[b"data"], code, rate_hz, bits)


def write_wav(audio: bytes, audio_format: AudioFormat) -> bytes:
    """Return a file of mono 16-bit PCM."""
    rate_hz, size = audio_format.sample_rate_hz, Encoding.PCM_S16LE.value
    form = _FORMAT.pack(_Code.PCM, 1, rate_hz, rate_hz * size, size, size * 8)
    chunks = _CHUNK.pack(b"fmt ", len(form)) + form + _CHUNK.pack(b"data", len(audio)) + audio
    return _CHUNK.pack(b"RIFF", len(chunks) + 4) + b"WAVE" + chunks


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Streamed files say no length, or too long a one: what there is counts."""
    at = _FIRST_CHUNK_AT
    while at + _CHUNK.size <= len(file):
        name, size = _CHUNK.unpack_from(file, at)
        at += _CHUNK.size
        if name == b"data" and not size:
            size = len(file) - at
        yield name, file[at : at + size]
        at += size + size % 2


def _format(chunk: bytes) -> tuple[int, int, int, int]:
    if len(chunk) < _FORMAT.size:
        raise ValueError("a WAV file whose format is cut short")
    code, channels, rate_hz, _, _, bits = _FORMAT.unpack_from(chunk)
    if code == _Code.EXTENSIBLE:
        code = int.from_bytes(chunk[_SUB_FORMAT_AT : _SUB_FORMAT_AT + 2], "little")
    return code, channels, rate_hz, bits


def _audio(audio: bytes, code: int, rate_hz: int, bits: int) -> tuple[bytes, AudioFormat]:
    match code, bits:
        case (_Code.PCM, 16):
            return audio, AudioFormat(Encoding.PCM_S16LE, rate_hz)
        case (_Code.MULAW, 8):
            return audio, AudioFormat(Encoding.MULAW, rate_hz)
        case (_Code.FLOAT, 32):
            whole = audio[: len(audio) - len(audio) % 4]
            samples = np.clip(np.nan_to_num(np.frombuffer(whole, dtype="<f4")), -1, 1) * 32_767
            return samples.astype("<i2").tobytes(), AudioFormat(Encoding.PCM_S16LE, rate_hz)
        case _:
            raise ValueError("a WAV file of another encoding")


async def without_header(blocks: AsyncIterable[bytes]) -> AsyncGenerator[bytes]:
    """Yield the audio of a file that comes in blocks; what has no header is audio already."""
    header, is_audio = b"", False
    async for block in blocks:
        if is_audio:
            yield block
            continue
        header += block
        at = _audio_at(header)
        if at is not None:
            is_audio = True
            yield header[at:]
        elif len(header) > _LONGEST_HEADER_BYTES:
            raise ValueError("a WAV file without audio")


def _audio_at(beginning: bytes) -> int | None:
    """Return where the audio begins; None if that is not known yet."""
    if not b"RIFF".startswith(beginning[:4]):
        return 0
    at = _FIRST_CHUNK_AT
    while at + _CHUNK.size <= len(beginning):
        name, size = _CHUNK.unpack_from(beginning, at)
        at += _CHUNK.size
        if name == b"data":
            return at
        at += size + size % 2
    return None
