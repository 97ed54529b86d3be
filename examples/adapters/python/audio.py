"""The two encodings of the contract: signed 16-bit PCM and G.711 mu-law, both mono."""

import array
import sys

from refusals import Invalid

from voicera.common.v1 import audio_pb2

LOWEST_HZ, HIGHEST_HZ = 8_000, 48_000


class Encoder:
    """Writes samples, and reads them, in the format a stream was configured with."""

    def __init__(self, form: audio_pb2.AudioFormat) -> None:
        if form.encoding not in {audio_pb2.AUDIO_ENCODING_PCM_S16LE, audio_pb2.AUDIO_ENCODING_MULAW}:
            raise Invalid("config.audio_format.encoding", "must be PCM_S16LE or MULAW")
        if not LOWEST_HZ <= form.sample_rate_hz <= HIGHEST_HZ:
            raise Invalid("config.audio_format.sample_rate_hz", f"must be from {LOWEST_HZ} to {HIGHEST_HZ}")
        self.rate_hz = form.sample_rate_hz
        self.is_mulaw = form.encoding == audio_pb2.AUDIO_ENCODING_MULAW
        self.sample_bytes = 1 if self.is_mulaw else 2

    def write(self, samples: list[int]) -> bytes:
        if self.is_mulaw:
            return bytes(mulaw(each) for each in samples)
        return _swapped(array.array("h", samples)).tobytes()

    def read(self, audio: bytes) -> list[int]:
        if len(audio) % self.sample_bytes:
            raise Invalid("audio", "must hold whole samples")
        if self.is_mulaw:
            return [LINEAR[each] for each in audio]
        return list(_swapped(array.array("h", audio)))


def mulaw(sample: int) -> int:
    sign = 0x80 if sample < 0 else 0
    magnitude = min(abs(sample), 32_635) + 132
    exponent = magnitude.bit_length() - 8
    return ~(sign | exponent << 4 | magnitude >> (exponent + 3) & 15) & 0xFF


def linear(code: int) -> int:
    inverted = ~code & 0xFF
    magnitude = ((2 * (inverted & 15) + 33) << ((inverted >> 4 & 7) + 2)) - 132
    return -magnitude if inverted & 0x80 else magnitude


LINEAR = [linear(code) for code in range(256)]


def _swapped(samples: array.array) -> array.array:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
