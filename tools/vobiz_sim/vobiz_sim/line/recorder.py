"""Keeps both sides of a call, aligned to the start of its first media socket."""

from pathlib import Path

import numpy as np

from vobiz_sim.audio import wav
from vobiz_sim.audio.g711 import Samples
from vobiz_sim.ticker import FRAME_SAMPLES

_SILENT_FRAME = bytes(FRAME_SAMPLES * 2)


class Recorder:
    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self._said = bytearray()
        self._heard = bytearray()

    def add(self, said: Samples | None, heard: Samples | None) -> None:
        if self._keep:
            self._said += _SILENT_FRAME if said is None else said.tobytes()
            self._heard += _SILENT_FRAME if heard is None else heard.tobytes()

    def forget(self) -> None:
        """Gives the memory back."""
        self._said.clear()
        self._heard.clear()

    @property
    def caller(self) -> Samples:
        return np.frombuffer(bytes(self._said), dtype=np.int16)

    @property
    def ear(self) -> Samples:
        return np.frombuffer(bytes(self._heard), dtype=np.int16)

    def stereo(self) -> bytes:
        """A WAV file: caller left, agent right."""
        return wav.encode(self.caller, self.ear)

    def write(self, folder: Path) -> None:
        if not self._keep:
            return
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "call.wav").write_bytes(self.stereo())
        (folder / "caller.wav").write_bytes(wav.encode(self.caller))
        (folder / "ear.wav").write_bytes(wav.encode(self.ear))
