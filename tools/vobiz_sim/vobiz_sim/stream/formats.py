"""Audio on the wire: what the carrier sends and the formats it accepts."""

import base64
import binascii
from dataclasses import dataclass

import numpy as np

from vobiz_sim.audio import g711
from vobiz_sim.audio.g711 import Samples
from vobiz_sim.audio.rate import LINE_HZ, Doubler, Downsampler
from vobiz_sim.ticker import FRAME_SAMPLES

MULAW = "audio/x-mulaw"
L16 = "audio/x-l16"
WIDE_HZ = 16_000
_PLAYABLE = {(MULAW, LINE_HZ), (L16, LINE_HZ), (L16, WIDE_HZ), (L16, 24_000)}
_ORDERS = {"le": "<i2", "be": ">i2"}


@dataclass(frozen=True, slots=True)
class WireFormat:
    encoding: str
    rate_hz: int

    @classmethod
    def parse(cls, content_type: str) -> "WireFormat":
        """Reads `audio/x-mulaw;rate=8000`. Raises ValueError for what the carrier does not send."""
        encoding, _, rate = content_type.replace(" ", "").partition(";rate=")
        wire = cls(encoding, int(rate or LINE_HZ))
        if wire not in {cls(MULAW, LINE_HZ), cls(L16, LINE_HZ), cls(L16, WIDE_HZ)}:
            raise ValueError(f"unsupported contentType {content_type!r}")
        return wire


class Encoder:
    """Turns 8 kHz frames into base64 payloads; silence is encoded once."""

    def __init__(self, wire: WireFormat, byte_order: str) -> None:
        self._wire = wire
        self._order = _ORDERS[byte_order]
        self._doubler = Doubler()
        self._silence = self._encode(np.zeros(FRAME_SAMPLES, dtype=np.int16))

    def __call__(self, samples: Samples | None) -> str:
        return self._silence if samples is None else self._encode(samples)

    def _encode(self, samples: Samples) -> str:
        if self._wire.encoding == MULAW:
            return base64.b64encode(g711.encode(samples)).decode("ascii")
        wide = self._doubler(samples) if self._wire.rate_hz == WIDE_HZ else samples
        return base64.b64encode(wide.astype(self._order).tobytes()).decode("ascii")


class Decoder:
    """Turns playAudio payloads of any accepted format into 8 kHz samples."""

    def __init__(self, byte_order: str) -> None:
        self._order = _ORDERS[byte_order]
        self._downsamplers = {WIDE_HZ: Downsampler(2), 24_000: Downsampler(3)}

    def __call__(self, encoding: str, rate_hz: int, payload: str) -> Samples:
        """Raises ValueError for a format or payload the carrier would not play."""
        if (encoding, rate_hz) not in _PLAYABLE:
            raise ValueError(f"unplayable {encoding} at {rate_hz}")
        try:
            raw = base64.b64decode(payload, validate=True)
        except binascii.Error as error:
            raise ValueError("payload is not base64") from error
        if encoding == MULAW:
            return g711.decode(raw)
        if len(raw) % 2:
            raise ValueError("payload has half a sample")
        samples = np.frombuffer(raw, dtype=self._order).astype(np.int16)
        return samples if rate_hz == LINE_HZ else self._downsamplers[rate_hz](samples)
