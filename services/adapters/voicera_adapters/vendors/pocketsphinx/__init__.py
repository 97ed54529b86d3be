"""Recognizes closed English grammars offline with CMU pocketsphinx."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from voicera_adapters.contract import (
    Description,
    Emit,
    Modality,
    RecognizerOptions,
    SpeechToText,
    SpeechToTextCapabilities,
)
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.vendors.pocketsphinx.decoders import Decoders, open_decoders
from voicera_adapters.vendors.pocketsphinx.recognizer import PocketsphinxRecognizer
from voicera_adapters.vendors.pocketsphinx.settings import PocketsphinxSettings

DESCRIPTION: Final = Description(
    id="pocketsphinx",
    modality=Modality.SPEECH_TO_TEXT,
    display_name="PocketSphinx (offline, closed grammar)",
    languages=("en-US", "en-IN", "en-GB"),
    capabilities=SpeechToTextCapabilities(
        interim_results=True,
        phrase_hints=True,
        closed_grammar=True,
        word_times=True,
        sample_rates_hz=(8_000, 16_000),
    ),
    settings=PocketsphinxSettings,
    models=("en-us",),
)


class Pocketsphinx:
    description = DESCRIPTION

    def __init__(self, decoders: Decoders) -> None:
        self._decoders = decoders

    @asynccontextmanager
    async def recognizer(
        self, options: RecognizerOptions, emit: Emit
    ) -> AsyncIterator[PocketsphinxRecognizer]:
        settings = read_settings(PocketsphinxSettings, options.settings)
        recognizer = PocketsphinxRecognizer(options, settings, self._decoders, emit)
        await recognizer.expect(options.expectation)
        try:
            yield recognizer
        finally:
            recognizer.close()


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[SpeechToText]:
    async with open_decoders(
        opening.settings.pocketsphinx_decoders, opening.settings.pocketsphinx_wait_s
    ) as decoders:
        yield Pocketsphinx(decoders)
