"""Calls libespeak-ng, whose state is global: one speaker at a time, in one thread."""

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import espeakng_loader
import numpy as np

from voicera_adapters.audio import Samples
from voicera_kit.settings import SettingsError

_SYNCHRONOUS: Final = 2
_DONT_EXIT: Final = 0x8000
"""Without it a missing data directory ends the process."""

_BUFFER_MS: Final = 50
_UTF8: Final = 1
_RATE, _VOLUME, _PITCH, _RANGE, _WORD_GAP = 1, 2, 3, 4, 7
_EVENT_END, _EVENT_WORD = 0, 1


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_void_p),
        ("identifier", ctypes.c_char_p),
        ("gender", ctypes.c_ubyte),
        ("age", ctypes.c_ubyte),
        ("variant", ctypes.c_ubyte),
        ("reserved", ctypes.c_ubyte),
        ("score", ctypes.c_int),
        ("spare", ctypes.c_void_p),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class InstalledVoice:
    """`path` is what the library calls the voice by; `language` is lower case, for example "en-us"."""

    path: str
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class Manner:
    """How to speak; see espeak-ng's own parameters for the scales."""

    voice: str
    words_per_minute: int
    pitch: int
    pitch_range: int
    volume: int
    word_gap: int


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word of the text, by its place in it, and where it begins in the library's own samples."""

    start: int
    length: int
    sample: int


Heard = Callable[[Samples, list[WordEvent]], bool]
"""Takes the next samples and the words beginning in or after them; True stops the library at once."""


class Library:
    """Open it with `open_library`. Not thread-safe: the caller keeps to one thread at a time."""

    def __init__(self) -> None:
        self._library: Any = ctypes.CDLL(str(espeakng_loader.get_library_path()))
        # The library wants the folder that holds espeak-ng-data, not the data folder itself.
        folder = str(Path(espeakng_loader.get_data_path()).parent).encode()
        self.sample_rate_hz = int(
            self._library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, folder, _DONT_EXIT)
        )
        if self.sample_rate_hz <= 0:
            raise SettingsError("espeak-ng found no voices")
        self._heard: Heard = _nobody
        self._callback = _CALLBACK(self._collect)
        self._library.espeak_SetSynthCallback(self._callback)
        self._manner: Manner | None = None

    def voices(self) -> list[InstalledVoice]:
        """Return those that can speak: some are listed without the dictionary they need, and are silent."""
        list_voices = self._library.espeak_ListVoices
        list_voices.restype = ctypes.POINTER(ctypes.POINTER(_Voice))
        installed = (_installed(each) for each in _until_null(list_voices(None)))
        return [each for each in installed if _has_dictionary(each)]

    def speak(self, text: str, manner: Manner, heard: Heard) -> None:
        """Return when everything was said or `heard` stopped it."""
        self._adopt(manner)
        self._heard = heard
        spoken = text.encode()
        try:
            self._library.espeak_Synth(spoken, ctypes.c_size_t(len(spoken) + 1), 0, 0, 0, _UTF8, None, None)
        finally:
            self._heard = _nobody

    def _adopt(self, manner: Manner) -> None:
        if manner == self._manner:
            return
        self._library.espeak_SetVoiceByName(manner.voice.encode())
        for parameter, value in (
            (_RATE, manner.words_per_minute),
            (_VOLUME, manner.volume),
            (_PITCH, manner.pitch),
            (_RANGE, manner.pitch_range),
            (_WORD_GAP, manner.word_gap),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._manner = manner

    def _collect(self, samples: Any, count: int, events: Any) -> int:
        """Return 1 to stop; nothing may be raised through the library."""
        spoken = ctypes.string_at(samples, count * 2) if samples and count > 0 else b""
        return int(self._heard(np.frombuffer(spoken, dtype=np.int16), list(_words(events))))


@cache
def open_library() -> Library:
    """Return the process's one library; raises SettingsError if it finds no voices."""
    return Library()


def _nobody(_samples: Samples, _words: list[WordEvent]) -> bool:
    return True


def _words(events: Any) -> Iterator[WordEvent]:
    at = 0
    while events[at].type != _EVENT_END:
        event = events[at]
        if event.type == _EVENT_WORD:
            yield WordEvent(event.text_position - 1, event.length, event.sample)
        at += 1


def _until_null(pointers: Any) -> Iterator[_Voice]:
    at = 0
    while pointers[at]:
        yield pointers[at].contents
        at += 1


def _installed(voice: _Voice) -> InstalledVoice:
    # A list of (priority byte, language) pairs; the first is the voice's own.
    language = ctypes.string_at(voice.languages + 1).decode() if voice.languages else ""
    return InstalledVoice(voice.identifier.decode(), language.lower(), voice.name.decode().strip())


def _has_dictionary(voice: InstalledVoice) -> bool:
    """A voice names its dictionary, or uses that of its language."""
    folder = Path(espeakng_loader.get_data_path())
    lines = (folder / "lang" / voice.path).read_text(encoding="utf-8", errors="replace").splitlines()
    named = (line.split()[1] for line in lines if line.startswith("dictionary "))
    return (folder / f"{next(named, voice.language.split('-')[0])}_dict").exists()
