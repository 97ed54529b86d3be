import struct

import numpy as np
import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.wav import read_wav, without_header

PCM = AudioFormat(Encoding.PCM_S16LE, 8_000)


def chunk(name, content):
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def form(code, bits, channels=1, more=b"", rate_hz=8_000):
    size = bits // 8 * channels
    return chunk(b"fmt ", struct.pack("<HHIIHH", code, channels, rate_hz, rate_hz * size, size, bits) + more)


def wav(*chunks):
    return b"RIFF\xff\xff\xff\xffWAVE" + b"".join(chunks)


def test_parts_that_say_something_else_are_left_out():
    file = wav(form(1, 16), chunk(b"LIST", b"odd"), chunk(b"data", b"\1\2\3\4"))
    assert read_wav(file) == (b"\1\2\3\4", PCM)


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x05\0\0\0"])
def test_a_streamed_file_says_no_length(length):
    file = wav(form(1, 16), b"data" + length + b"\1\2\3\4")
    assert read_wav(file) == (b"\1\2\3\4", PCM)


def test_mulaw_stays_mulaw():
    assert read_wav(wav(form(7, 8), chunk(b"data", b"\1\2"))) == (b"\1\2", AudioFormat(Encoding.MULAW, 8_000))


@pytest.mark.parametrize("code", [3, 0xFFFE])
def test_floats_become_whole_numbers(code):
    more = struct.pack("<HHIH", 22, 32, 0, 3) + b"\0" * 14
    samples = np.array([0, 1, -1, 2, np.nan, 0.5], dtype="<f4").tobytes()
    audio, made = read_wav(wav(form(code, 32, more=more), chunk(b"data", samples + b"\0")))
    assert made == PCM
    assert np.frombuffer(audio, dtype="<i2").tolist() == [0, 32_767, -32_767, 32_767, 0, 16_383]


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"RIFF",
        b"\xff" * 100,
        wav(form(1, 16)),
        wav(chunk(b"data", b"\1\2")),
        wav(chunk(b"fmt ", b"\1"), chunk(b"data", b"\1\2")),
        wav(form(1, 16, channels=2), chunk(b"data", b"\1\2\3\4")),
        wav(form(1, 24), chunk(b"data", b"\1\2\3")),
        wav(form(2, 4), chunk(b"data", b"\1\2")),
        wav(form(1, 16, rate_hz=0), chunk(b"data", b"\1\2")),
        wav(form(1, 16, rate_hz=7_999), chunk(b"data", b"\1\2")),
        wav(form(1, 16, rate_hz=96_000), chunk(b"data", b"\1\2")),
    ],
)
def test_anything_else_is_refused(file):
    with pytest.raises(ValueError, match="WAV"):
        read_wav(file)


async def streamed(file, size):
    async def blocks():
        for at in range(0, len(file), size):
            yield file[at : at + size]

    return b"".join([block async for block in without_header(blocks())])


@pytest.mark.parametrize("size", [1, 3, 44, 1000])
@pytest.mark.parametrize(
    "file",
    [
        wav(form(1, 16), chunk(b"LIST", b"odd"), b"data\xff\xff\xff\xff\1\2\3\4"),
        b"\1\2\3\4",
    ],
    ids=["file", "raw"],
)
async def test_audio_of_a_stream_begins_after_its_header(file, size):
    assert await streamed(file, size) == b"\1\2\3\4"


async def test_a_header_that_never_ends_is_refused():
    with pytest.raises(ValueError, match="WAV"):
        await streamed(wav(chunk(b"LIST", bytes(10_000))), 1000)
