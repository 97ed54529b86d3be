"""Speaks some hundred languages offline with eSpeak NG, which is GPL: it lives in a process of its own."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from voicera_adapters.contract import (
    Description,
    Modality,
    SynthesizerOptions,
    TextToSpeech,
    TextToSpeechCapabilities,
)
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.espeak.library import open_library
from voicera_adapters.vendors.espeak.settings import EspeakSettings
from voicera_adapters.vendors.espeak.synthesizer import Engine, EspeakSynthesizer, manner_of
from voicera_adapters.vendors.espeak.voices import Voices
from voicera_kit.errors import invalid


class Espeak:
    def __init__(self, engine: Engine, voices: Voices) -> None:
        self._engine = engine
        self._voices = voices
        self.description = Description(
            id="espeak",
            modality=Modality.TEXT_TO_SPEECH,
            display_name="eSpeak NG (offline)",
            languages=voices.languages,
            capabilities=TextToSpeechCapabilities(
                streaming=True, word_times=True, sample_rates_hz=(engine.library.sample_rate_hz,)
            ),
            settings=EspeakSettings,
            voices=voices.listed,
        )

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[EspeakSynthesizer]:
        settings = read_settings(EspeakSettings, options.settings)
        path = self._voices.path(options.voice or self._voices.default(options.language))
        if path is None:
            raise invalid("voice", "must be one of the catalogue's voices")
        manner = manner_of(path, options.speaking_rate, settings)
        yield EspeakSynthesizer(self._engine, manner, options.format, settings)


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    with ThreadPoolExecutor(1, thread_name_prefix="espeak") as thread:
        loop = asyncio.get_running_loop()
        library = await loop.run_in_executor(thread, open_library)
        installed = await loop.run_in_executor(thread, library.voices)
        yield Espeak(Engine(library, thread, opening.settings.espeak_timeout_s), Voices.of(installed))
