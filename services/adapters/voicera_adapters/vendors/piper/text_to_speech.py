"""Speaks with Piper's voices in threads, sentence by sentence."""

import asyncio
import os
import re
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Final

from piper import PiperVoice, SynthesisConfig
from pydantic import BaseModel, ConfigDict, Field

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import (
    Description,
    Modality,
    SpokenWord,
    Synthesizer,
    SynthesizerOptions,
    TextToSpeech,
    TextToSpeechCapabilities,
)
from voicera_adapters.net import too_late
from voicera_adapters.opening import Opening
from voicera_adapters.read import read_settings
from voicera_adapters.speech import blocks_of, converted
from voicera_adapters.vendors.piper.voices import Loader, VoiceFile, find_voices
from voicera_kit.errors import Unavailable, invalid
from voicera_kit.settings import section

NO_VOICES: Final = "Set VOICERA_PIPER_VOICES_DIR to a folder with Piper's voices"
_DOUBLED: Final = re.compile(r"\[(?=\[)")


class PiperSettings(BaseModel):
    """Absent means the voice's own setting."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: int | None = Field(default=None, ge=0, le=10_000, title="Speaker, of voices with several")
    noise_scale: float | None = Field(default=None, ge=0, le=2, title="Liveliness")
    noise_w_scale: float | None = Field(default=None, ge=0, le=2, title="Liveliness of the rhythm")


class PiperSynthesizer:
    """A Synthesizer. A sentence in the making is made to its end and dropped, if nobody wants it any more."""

    def __init__(
        self,
        voice: PiperVoice,
        options: SynthesizerOptions,
        settings: PiperSettings,
        threads: ThreadPoolExecutor,
        timeout_s: float,
    ) -> None:
        self._voice = voice
        self._wanted = options.format
        self._made = AudioFormat(Encoding.PCM_S16LE, voice.config.sample_rate)
        self._threads = threads
        self._timeout_s = timeout_s
        self._manner = SynthesisConfig(
            speaker_id=settings.speaker,
            length_scale=voice.config.length_scale / options.speaking_rate,
            noise_scale=settings.noise_scale,
            noise_w_scale=settings.noise_w_scale,
        )

    async def speak(self, text: str) -> AsyncGenerator[bytes | SpokenWord]:
        async with (
            aclosing(self._sentences(text)) as sentences,
            aclosing(converted(sentences, self._made, self._wanted)) as audio,
        ):
            async for block in audio:
                yield block

    async def _sentences(self, text: str) -> AsyncGenerator[bytes]:
        making = self._make(text)
        while (made := await self._next(making)) is not None:
            async with aclosing(blocks_of(made)) as blocks:
                async for block in blocks:
                    yield block

    async def _next(self, making: Iterator[bytes]) -> bytes | None:
        try:
            async with asyncio.timeout(self._timeout_s):
                return await asyncio.get_running_loop().run_in_executor(self._threads, next, making, None)
        except TimeoutError:
            raise too_late() from None

    def _make(self, text: str) -> Iterator[bytes]:
        """Runs in the threads. What stands between double brackets Piper would take for phonemes."""
        try:
            for chunk in self._voice.synthesize(_DOUBLED.sub("[ ", text), self._manner):
                yield chunk.audio_int16_bytes
        except Exception:  # noqa: BLE001 - the runtime's own words may quote the text
            raise Unavailable("Piper could not speak the text") from None


class Piper:
    def __init__(
        self, voices: Mapping[str, VoiceFile], loader: Loader, threads: ThreadPoolExecutor, timeout_s: float
    ) -> None:
        self._voices = voices
        self._loader = loader
        self._threads = threads
        self._timeout_s = timeout_s
        self.description = description_of(voices)

    @asynccontextmanager
    async def synthesizer(self, options: SynthesizerOptions) -> AsyncIterator[Synthesizer]:
        settings = read_settings(PiperSettings, options.settings)
        file = self._chosen(options)
        if settings.speaker is not None and settings.speaker >= file.speakers:
            raise invalid("settings.speaker", "is none of the voice's")
        try:
            async with asyncio.timeout(self._timeout_s):
                voice = await self._loader.load(file)
        except TimeoutError:
            raise too_late() from None
        yield PiperSynthesizer(voice, options, settings, self._threads, self._timeout_s)

    def _chosen(self, options: SynthesizerOptions) -> VoiceFile:
        """Return the named voice, or the first of the language, if there is one of its region."""
        if options.voice:
            return self._voices[options.voice]
        wanted = options.language.lower()
        alike = [each for each in self._voices.values() if each.speaks(wanted.split("-")[0])]
        if not alike:
            raise invalid("language", "is none of the voices'")
        return next((each for each in alike if each.language.lower() == wanted), alike[0])


def description_of(voices: Mapping[str, VoiceFile]) -> Description:
    """A voice speaks its language, whichever region is asked for."""
    languages = dict.fromkeys(each.language for each in voices.values())
    bare = dict.fromkeys(each.split("-")[0] for each in languages)
    return Description(
        id="piper",
        modality=Modality.TEXT_TO_SPEECH,
        display_name="Piper (offline)",
        languages=tuple(languages | bare),
        capabilities=TextToSpeechCapabilities(
            streaming=True,
            word_times=False,
            sample_rates_hz=tuple(sorted({each.sample_rate_hz for each in voices.values()})),
        ),
        settings=PiperSettings,
        voices=tuple(each.voice for each in voices.values()),
        unavailable_reason="" if voices else NO_VOICES,
    )


@asynccontextmanager
async def open_adapter(opening: Opening) -> AsyncIterator[TextToSpeech]:
    """As many texts are spoken at once as there are processors; others wait their turn. Voices load one by one."""
    threads = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="piper")
    loading = ThreadPoolExecutor(1, thread_name_prefix="piper-load")
    try:
        folder = section(opening.id).get("voices_dir", "")
        voices = await asyncio.to_thread(find_voices, Path(folder)) if folder else {}
        yield Piper(voices, Loader(loading), threads, opening.settings.vendor_answer_s)
    finally:
        for each in (loading, threads):
            each.shutdown(wait=False, cancel_futures=True)
