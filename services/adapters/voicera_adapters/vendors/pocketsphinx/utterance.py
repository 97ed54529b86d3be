"""Decodes one utterance while it is spoken, on a decoder of its own."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog

from voicera_adapters.contract import Emit, Transcript, Word
from voicera_adapters.vendors.pocketsphinx.channel import Channel
from voicera_adapters.vendors.pocketsphinx.decoders import Decoder, Decoders, Heard, Lease
from voicera_adapters.vendors.pocketsphinx.ear import BYTES_PER_MS, is_quiet
from voicera_adapters.vendors.pocketsphinx.grammar import HESITATIONS, Grammar, restore

_LONGEST_MS: Final = 30_000
_PROBED_MS: Final = 700
_SETTLED_MS: Final = 2_000
_STALLED_AFTER_S: Final = 15.0

_log = structlog.get_logger(__name__)


class Utterance:
    """Begun with a grammar, it waits for a decoder and hears with it; `show` takes interim transcripts.

    It ends by itself after two seconds of silence or thirty of anything: then the caller was not speaking after all.
    """

    def __init__(
        self, grammar: Grammar, start_ms: int, channel: str, channels: Sequence[Channel], show: Emit | None
    ) -> None:
        self.channel = channel
        """How the caller's line sounds; empty until the first audio was compared with `channels`."""

        self._grammar = grammar
        self._start_ms = start_ms
        self._channels = channels
        self._show = show
        self._leasing: asyncio.Task[Lease] | None = None
        self._has_begun = False
        self._unheard = bytearray()
        self._room = _LONGEST_MS * BYTES_PER_MS
        self._silence = 0
        self._words: list[Heard] = []
        self._shown = ""
        self._stall: asyncio.TimerHandle | None = None

    async def begin(self, decoders: Decoders) -> None:
        if self._grammar.jsgf:
            self._leasing = asyncio.create_task(decoders.lease())
            await asyncio.sleep(0)  # time enough to get a decoder that is free

    async def hear(self, heard: bytes) -> None:
        """Keeps the audio while every decoder is busy."""
        if self._leasing is None:
            return
        self._watch()
        self._unheard += heard[: self._room]
        self._room -= min(len(heard), self._room)
        self._silence = self._silence + len(heard) if is_quiet(heard) else 0
        if not self._leasing.done():
            return
        if not self._room or self._silence > _SETTLED_MS * BYTES_PER_MS:
            await self._settle(self._leasing)
        elif self.channel or len(self._unheard) >= _PROBED_MS * BYTES_PER_MS:
            await self._catch_up(self._leasing.result())

    async def end(self) -> Transcript:
        if self._leasing:
            await self._settle(self._leasing)
        return self._transcript(self._words, final=True)

    def leave(self) -> None:
        """Give the decoder back."""
        if self._stall:
            self._stall.cancel()
        leasing, self._leasing = self._leasing, None
        if leasing is None or leasing.cancel() or leasing.cancelled() or leasing.exception():
            return
        leasing.result().release()

    async def _settle(self, leasing: asyncio.Task[Lease]) -> None:
        if self._stall:
            self._stall.cancel()
        try:
            lease = await leasing
            await self._catch_up(lease)
            self._words, self.channel = await lease.run(_ended)
        finally:
            self.leave()

    async def _catch_up(self, lease: Lease) -> None:
        audio, self._unheard = bytes(self._unheard), bytearray()
        if not self._has_begun:
            self._has_begun = True
            await self._begin(lease, audio)
        await lease.run(partial(Decoder.hear, audio=audio))
        if self._show:
            self._show_new(await lease.run(Decoder.words), self._show)

    async def _begin(self, lease: Lease, audio: bytes) -> None:
        if not self.channel:
            self.channel = await lease.run(lambda decoder: decoder.probe(audio, self._channels))
        await lease.run(lambda decoder: decoder.begin(self._grammar, self.channel))

    def _watch(self) -> None:
        """Take the decoder away from a stream that neither speaks on nor ends."""
        if self._stall:
            self._stall.cancel()
        self._stall = asyncio.get_running_loop().call_later(_STALLED_AFTER_S, self._abandon)

    def _abandon(self) -> None:
        _log.warning("pocketsphinx.utterance_abandoned", after_s=_STALLED_AFTER_S)
        self.leave()

    def _show_new(self, heard: list[Heard], show: Emit) -> None:
        transcript = self._transcript(heard, final=False)
        if transcript.text and transcript.text != self._shown:
            self._shown = transcript.text
            show(transcript)

    def _transcript(self, heard: list[Heard], *, final: bool) -> Transcript:
        said = [each for each in heard if each.word not in HESITATIONS]
        words = tuple(
            Word(text, self._start_ms + said[span][0].start_ms, self._start_ms + said[span][-1].end_ms)
            for text, span in restore([each.word for each in said], self._grammar.written)
        )
        return Transcript(" ".join(word.text for word in words), final, words=words)


def _ended(decoder: Decoder) -> tuple[list[Heard], str]:
    channel = decoder.end()
    return decoder.words(), channel
