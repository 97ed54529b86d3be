"""Speaks text with eSpeak NG, whose state is global: one lock, whole sentences, before a call starts."""

import ctypes
import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np

from vobiz_sim.audio.g711 import Samples
from vobiz_sim.audio.rate import LINE_HZ, resample

_SYNCHRONOUS = 2
_DONT_EXIT = 0x8000
_UTF8 = 1
_RATE_PARAMETER = 1
_CACHED_SENTENCES = 512
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class SpeechUnavailableError(RuntimeError):
    """A script says text but the `voice` extra is not installed or the voice does not exist."""


class _Engine:
    def __init__(self) -> None:
        library, folder = _locate()
        self._library: Any = ctypes.CDLL(library)
        self._pieces: list[bytes] = []
        self._hear = _CALLBACK(self._collect)
        rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, folder.encode(), _DONT_EXIT)
        if rate <= 0:
            raise SpeechUnavailableError("eSpeak NG found no voices")
        self._rate_hz = int(rate)
        self._library.espeak_SetSynthCallback(self._hear)

    def speak(self, text: str, voice: str, words_per_minute: int) -> Samples:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            raise SpeechUnavailableError(f"eSpeak NG has no voice {voice!r}")
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_per_minute, 0)
        self._pieces.clear()
        spoken = text.encode()
        self._library.espeak_Synth(spoken, ctypes.c_size_t(len(spoken) + 1), 0, 0, 0, _UTF8, None, None)
        samples = np.frombuffer(b"".join(self._pieces), dtype=np.int16)
        return resample(samples, self._rate_hz, LINE_HZ)

    def _collect(self, samples: Any, count: int, _events: object) -> int:
        if count > 0 and samples:
            self._pieces.append(ctypes.string_at(samples, count * 2))
        return 0


_lock = threading.Lock()
_engines: list[_Engine] = []
_spoken: OrderedDict[tuple[str, str, int], Samples] = OrderedDict()


def speak(text: str, voice: str, words_per_minute: int) -> Samples:
    """8 kHz samples, kept for the next time. Blocks: call it in a thread, before real time starts."""
    key = (text, voice, words_per_minute)
    with _lock:
        if key not in _spoken:
            if not _engines:
                _engines.append(_Engine())
            _spoken[key] = _engines[0].speak(*key)
        _spoken.move_to_end(key)
        if len(_spoken) > _CACHED_SENTENCES:
            _spoken.popitem(last=False)
        return _spoken[key]


def _locate() -> tuple[str, str]:
    try:
        import espeakng_loader  # noqa: PLC0415 - optional, see the `voice` extra
    except ImportError as error:
        raise SpeechUnavailableError("install vobiz-sim[voice] to let callers speak text") from error
    # The library wants the folder that holds espeak-ng-data, not the data folder itself.
    return str(espeakng_loader.get_library_path()), str(Path(espeakng_loader.get_data_path()).parent)
