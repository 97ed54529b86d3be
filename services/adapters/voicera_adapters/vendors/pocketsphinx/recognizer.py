"""Listens to one caller: keeps the audio before speech, decodes while it lasts, answers when it is over."""

import asyncio
from typing import Final

import structlog

from voicera_adapters.contract import Emit, Expectation, RecognizerOptions, Transcript
from voicera_adapters.vendors.pocketsphinx.decoders import Decoders
from voicera_adapters.vendors.pocketsphinx.ear import BYTES_PER_MS, Ear
from voicera_adapters.vendors.pocketsphinx.grammar import Grammar, compile_grammar
from voicera_adapters.vendors.pocketsphinx.settings import PocketsphinxSettings
from voicera_adapters.vendors.pocketsphinx.utterance import Utterance

_LONGEST_KEPT_MS: Final = 10_000

_log = structlog.get_logger(__name__)


class PocketsphinxRecognizer:
    def __init__(
        self, options: RecognizerOptions, settings: PocketsphinxSettings, decoders: Decoders, emit: Emit
    ) -> None:
        self._settings = settings
        self._decoders = decoders
        self._show = emit if options.interim_results else None
        self._ear = Ear(options.format)
        self._grammar = Grammar()
        self._kept = bytearray()
        self._utterance: Utterance | None = None
        self._channel = ""
        """How this caller's line sounds, learned from utterance to utterance."""

    async def hear(self, audio: bytes) -> None:
        heard = self._ear.hear(audio)
        if self._utterance:
            self._keep(heard, self._settings.pre_roll_ms)
            await self._utterance.hear(heard)
        else:
            self._keep(heard, _LONGEST_KEPT_MS)

    async def speech_started(self) -> None:
        """Another start without a finalize says that the one before was none."""
        if self._utterance:
            self._utterance.leave()
        self._keep(b"", self._settings.pre_roll_ms)
        await self._begin()

    async def expect(self, expectation: Expectation) -> None:
        """Applies from the next utterance on."""
        compiled = await asyncio.to_thread(
            compile_grammar, expectation, self._decoders.knows, self._settings.strictness
        )
        if compiled.dropped:
            _log.info("pocketsphinx.phrases_dropped", dropped=compiled.dropped)
        self._grammar = compiled

    async def finalize(self) -> Transcript:
        if self._utterance is None and not self._kept:
            return Transcript(final=True)
        utterance = self._utterance or await self._begin()
        self._utterance = None
        self._kept.clear()
        transcript = await utterance.end()
        self._channel = utterance.channel
        return transcript

    def close(self) -> None:
        if self._utterance:
            self._utterance.leave()

    def _keep(self, heard: bytes, longest_ms: int) -> None:
        self._kept += heard
        surplus = len(self._kept) - longest_ms * BYTES_PER_MS
        if surplus > 0:
            del self._kept[:surplus]

    async def _begin(self) -> Utterance:
        kept = bytes(self._kept)
        start_ms = self._ear.heard_ms - len(kept) // BYTES_PER_MS
        utterance = Utterance(self._grammar, start_ms, self._channel, self._ear.channels, self._show)
        self._utterance = utterance
        await utterance.begin(self._decoders)
        await utterance.hear(kept)
        return utterance
