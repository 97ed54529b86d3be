"""Real speech: sentences spoken by espeak-ng as 8 kHz mu-law, kept from one test to the next."""

import ctypes
import threading
from functools import cache

import espeakng_loader
import numpy as np
import soxr

from voicera_voice.audio.format import AudioFormat, Encoding

_RATE = 22050
_SYNCHRONOUS = 0x02
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_LOCK = threading.Lock()
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


@cache
def spoken(text: str, voice: str = "en-us+klatt2") -> bytes:
    """Return the sentence without silence around it."""
    samples = soxr.resample(_synthesize(text, voice), _RATE, 8000).astype(np.int16)
    loud = np.nonzero(np.abs(samples) > 300)[0]
    pcm = samples[loud[0] : loud[-1]]
    pcm = np.pad(pcm, (0, -len(pcm) % 160))
    return AudioFormat(Encoding.PCM_S16LE, 8000).to_mulaw(pcm.tobytes())


def _synthesize(text: str, voice: str) -> np.ndarray:
    chunks: list[bytes] = []

    @_Callback
    def collect(samples, count, _events) -> int:
        if count > 0:
            chunks.append(ctypes.string_at(samples, count * 2))
        return 0

    with _LOCK:
        library = _library()
        library.espeak_SetSynthCallback(collect)
        library.espeak_SetVoiceByName(voice.encode())
        encoded = text.encode() + b"\0"
        library.espeak_Synth(encoded, len(encoded), 0, 0, 0, _UTF8, None, None)
        library.espeak_Synchronize()
    return np.frombuffer(b"".join(chunks), np.int16)


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.cdll.LoadLibrary(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().removesuffix("/espeak-ng-data")
    library.espeak_Initialize(_SYNCHRONOUS, 0, data.encode(), _DO_NOT_EXIT)
    return library
