"""Makes what callers say, as it sounds on the phone."""

from dataclasses import dataclass

from tests.load.soak.pairs import PHONE_VOICE, SENTENCES
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import SynthesizerOptions

PHONE = AudioFormat(Encoding.MULAW, 8000)
BLOCK_S = 0.1
BLOCK = 800
SILENCE = b"\xff" * BLOCK


@dataclass(frozen=True)
class Saying:
    """`blocks` hold 100 ms of mu-law at 8 kHz each."""

    text: str
    blocks: tuple[bytes, ...]


async def sayings(adapters: Adapters) -> list[Saying]:
    """Say every sentence with espeak, which must be among the adapters."""
    options = SynthesizerOptions(PHONE_VOICE, "en-US", PHONE, 1.0, {})
    async with adapters.text_to_speech("espeak").synthesizer(options) as voice:
        return [
            Saying(
                text,
                in_blocks(b"".join([each async for each in voice.speak(text) if isinstance(each, bytes)])),
            )
            for text in SENTENCES
        ]


def in_blocks(audio: bytes) -> tuple[bytes, ...]:
    """The last one is filled up with silence."""
    return tuple(audio[at : at + BLOCK].ljust(BLOCK, b"\xff") for at in range(0, len(audio), BLOCK))
