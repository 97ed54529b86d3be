"""Recognizes with Whisper in this process, one utterance at a time, with a model from a folder."""

import math
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from threading import Event
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import (
    Description,
    Emit,
    Expectation,
    Modality,
    Recognizer,
    RecognizerOptions,
    SpeechToText,
    SpeechToTextCapabilities,
    Transcript,
)
from voicera_adapters.hints import terms_of
from voicera_adapters.languages import alike, codes_in
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.segments import SegmentedRecognizer
from voicera_adapters.vendors.faster_whisper.engine import Engine, open_engine
from voicera_adapters.vendors.faster_whisper.settings import (
    ProcessSettings,
    WhisperSettings,
    read_process_settings,
)
from voicera_kit.errors import FailedPrecondition
from voicera_kit.settings import SettingsError, section

LANGUAGES: Final = MappingProxyType(
    {"en-IN": "en", "nb": "no", "jv": "jw", "fil": "tl"}
    | alike(
        "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy"
        " id is it ja ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa"
        " sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo zh"
    )
)
"""BCP-47 to Whisper's codes. Of the scheduled languages of India it knows fourteen."""
MAX_HOTWORDS: Final = 50
LONGEST_HOTWORD: Final = 50
_WANTED: Final = AudioFormat(Encoding.PCM_S16LE, 16_000)
_STEP: Final = 0.2
"""How much less strict each try is."""

DESCRIPTION: Final = Description(
    id="faster_whisper",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="Whisper (offline)",
    languages=tuple(LANGUAGES),
    capabilities=SpeechToTextCapabilities(
        interim_results=False,
        phrase_hints=True,
        closed_grammar=False,
        word_times=False,
        sample_rates_hz=(_WANTED.sample_rate_hz,),
        language_detection=True,
        confidence=True,
    ),
    settings=WhisperSettings,
    unavailable_reason="Set VOICERA_FASTER_WHISPER_MODEL_DIR to a folder with a converted Whisper model.",
)


class Transcriber:
    """A Transcribe."""

    def __init__(self, engine: Engine, options: RecognizerOptions, settings: WhisperSettings) -> None:
        self._engine = engine
        self._languages = codes_in(LANGUAGES, options.language, *options.other_languages)
        self._settings = settings

    async def __call__(self, audio: bytes, expectation: Expectation) -> Transcript:
        samples = np.frombuffer(audio, dtype="<i2").astype(np.float32) / np.float32(32_768)
        how = how_of(self._settings, expectation)
        return await self._engine.run(partial(transcribed, samples, self._languages, how))


def how_of(settings: WhisperSettings, expectation: Expectation) -> Mapping[str, Any]:
    terms = terms_of(expectation, most=MAX_HOTWORDS, longest=LONGEST_HOTWORD)
    return {
        "beam_size": settings.beam_size,
        "temperature": [round(each * _STEP, 1) for each in range(settings.retries + 1)],
        "no_speech_threshold": settings.no_speech_threshold,
        "vad_filter": settings.vad_filter,
        "initial_prompt": settings.initial_prompt or None,
        "hotwords": ", ".join(terms) or None,
        "condition_on_previous_text": False,
        "without_timestamps": False,
    }


def transcribed(
    samples: NDArray[np.float32],
    languages: list[str],
    how: Mapping[str, Any],
    model: Any,
    has_left: Event,
) -> Transcript:
    """Call it in a thread. The model works by windows of half a minute; between them it can be stopped."""
    language = languages[0] if len(languages) == 1 else likeliest(model, samples, languages)
    segments, _ = model.transcribe(samples, language=language, **how)
    heard = []
    for segment in segments:
        heard.append(segment)
        if has_left.is_set():
            break
    text = " ".join(each.text.strip() for each in heard).strip()
    sure = min((each.avg_logprob for each in heard), default=-math.inf)
    return Transcript(
        text, final=True, confidence=min(math.exp(sure), 1.0) if text else None, language=language
    )


def likeliest(model: Any, samples: NDArray[np.float32], languages: list[str]) -> str:
    _, _, told = model.detect_language(samples)
    probabilities = dict(told)
    return max(languages, key=lambda each: probabilities.get(each, 0.0))


class Whisper:
    """Without an engine it is listed, and says what it lacks."""

    def __init__(self, engine: Engine | None, description: Description) -> None:
        self.description = description
        self._engine = engine

    @asynccontextmanager
    async def recognizer(self, options: RecognizerOptions, emit: Emit) -> AsyncIterator[Recognizer]:
        del emit
        if self._engine is None:
            raise FailedPrecondition(self.description.unavailable_reason)
        transcribe = Transcriber(self._engine, options, read_settings(WhisperSettings, options.settings))
        yield SegmentedRecognizer(options.format, _WANTED, transcribe, options.expectation)


def load(settings: ProcessSettings) -> Any:
    """Return the model; raises SettingsError for one that cannot be read or a device that is not there."""
    whisper = import_module("faster_whisper")
    try:
        return whisper.WhisperModel(
            str(settings.model_dir),
            device=settings.device,
            compute_type=settings.compute_type,
            cpu_threads=settings.cpu_threads,
            num_workers=settings.callers,
            local_files_only=True,
        )
    except (RuntimeError, ValueError) as error:
        raise SettingsError(f"VOICERA_FASTER_WHISPER_MODEL_DIR: {error}") from None


def described(settings: ProcessSettings, model: Any) -> Description:
    """A model of English alone knows nothing else."""
    languages = LANGUAGES if model.model.is_multilingual else ("en", "en-IN")
    name = settings.model_dir.name if settings.model_dir else ""
    return replace(DESCRIPTION, languages=tuple(languages), models=(name,), unavailable_reason="")


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    if find_spec("faster_whisper") is None:
        raise ImportError(name="faster_whisper")
    settings = read_process_settings(opening.id, section(opening.id))
    if settings.model_dir is None:
        yield Whisper(None, DESCRIPTION)
        return
    answer_s = opening.settings.vendor_answer_s
    opened = open_engine(partial(load, settings), settings.callers, settings.wait_s, answer_s)
    async with opened as (engine, model):
        yield Whisper(engine, described(settings, model))
