"""Measures espeak: time to the first piece of a sentence, and CPU for a second of speech."""

import asyncio
import statistics
import sys
import time

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import SynthesizerOptions, TextToSpeech
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.espeak import open_adapter

PHONE = AudioFormat(Encoding.MULAW, 8_000)
ROUNDS = 50
SENTENCES = (
    ("en-us+klatt2", "Would you prefer the morning, the afternoon, or the evening?"),
    ("en-us", "Would you prefer the morning, the afternoon, or the evening?"),
    ("hi", "आप सुबह आना चाहेंगे, दोपहर को, या शाम को?"),
)


async def measure(adapter: TextToSpeech, voice: str, text: str) -> str:
    firsts: list[float] = []
    cpu, audio_bytes = time.process_time(), 0
    async with adapter.synthesizer(SynthesizerOptions(voice, "en-US", PHONE, 1.0, {})) as synthesizer:
        for _ in range(ROUNDS):
            began, first = time.perf_counter(), 0.0
            async for piece in synthesizer.speak(text):
                if isinstance(piece, bytes):
                    first = first or time.perf_counter() - began
                    audio_bytes += len(piece)
            firsts.append(first * 1000)
    spent_ms = (time.process_time() - cpu) * 1000
    ranked = sorted(firsts)
    p95 = ranked[int(ROUNDS * 0.95)]
    return (
        f"| {voice} | {statistics.median(ranked):.1f} | {p95:.1f} | {spent_ms / (audio_bytes / 8000):.1f} |\n"
    )


async def main() -> None:
    sys.stdout.write("| voice | first piece ms | p95 | CPU ms per second of speech |\n|---|---|---|---|\n")
    async with open_adapter(AdapterSettings()) as adapter:
        for voice, text in SENTENCES:
            sys.stdout.write(await measure(adapter, voice, text))


if __name__ == "__main__":
    asyncio.run(main())
