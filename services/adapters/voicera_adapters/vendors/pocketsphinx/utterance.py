"""Decodes one utterance while it is spoken, on a decoder of its own."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import structlog

from voicera_adapters.contract import Emit, Transcript, Word
from voicera_adapters.vendors.pocketsphinx.channel import Channel
from voicera_adapters.vendors.pocketsphinx.decoders import Decoder, Heard, Lease
from voicera_adapters.vendors.pocketsphinx.ear import BYTES_PER_MS
from voicera_adapters.vendors.pocketsphinx.grammar import HESITATIONS, Grammar, restore

_LONGEST_MS: Final = 60_000
_PROBED_MS: Final = 700
_STALLED_AFTER_S: Final = 15.0

_log = structlog.get_logger(__name__)


class Utterance:
    """Understands nothing until `begin` gave it a decoder. `show` takes interim transcripts, if they are wanted."""

    def __init__(self, grammar: Grammar, start_ms: int, show: Emit | None) -> None:
        self.channel = ""
        self._grammar = grammar
        self._start_ms = start_ms
        self._show = show
        self._lease: Lease | None = None
        self._room = _LONGEST_MS * BYTES_PER_MS
        self._channels: Sequence[Channel] = ()
        self._unprobed = bytearray()
        self._shown = ""
        self._stall: asyncio.TimerHandle | None = None

    async def begin(self, lease: Lease, channel: str, channels: Sequence[Channel]) -> None:
        """Start on the channel known, or on that of `channels` the first audio sounds like."""
        self._lease = lease
        self.channel = channel
        self._channels = channels
        self._watch()
        if channel:
            await lease.run(lambda decoder: decoder.begin(self._grammar, channel))

    async def hear(self, heard: bytes) -> None:
        wanted = heard[: self._room]
        self._room -= len(wanted)
        if self._lease is None or not wanted:
            return
        self._watch()
        if not self.channel:
            self._unprobed += wanted
            if len(self._unprobed) >= _PROBED_MS * BYTES_PER_MS:
                await self._probe(self._lease)
        else:
            await self._lease.run(partial(Decoder.hear, audio=wanted))
        if self._show and self.channel:
            self._show_new(await self._lease.run(Decoder.words), self._show)

    async def end(self) -> Transcript:
        if self._lease is None:
            return Transcript(final=True)
        try:
            if not self.channel:
                await self._probe(self._lease)
            words, self.channel = await self._lease.run(_ended)
        finally:
            self.leave()
        return self._transcript(words, final=True)

    def leave(self) -> None:
        if self._stall:
            self._stall.cancel()
        lease, self._lease = self._lease, None
        if lease:
            lease.release()

    async def _probe(self, lease: Lease) -> None:
        audio, self._unprobed = bytes(self._unprobed), bytearray()
        self.channel = await lease.run(lambda decoder: decoder.probe(audio, self._channels))
        await lease.run(lambda decoder: decoder.begin(self._grammar, self.channel))
        await lease.run(partial(Decoder.hear, audio=audio))

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
