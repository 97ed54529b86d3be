"""Measures pocketsphinx on phone speech: what it understands, what it rejects, how long it takes and what it costs."""

import asyncio
import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from bench.corpus import HELD_OUT, TUNED, Corpus
from bench.speech import BEFORE_MS, phone_speech
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Expectation, Recognizer, RecognizerOptions, SpeechToText
from voicera_adapters.settings import AdapterSettings
from voicera_adapters.vendors.pocketsphinx import open_adapter

PHONE = AudioFormat(Encoding.MULAW, 8_000)
BLOCK = 800
NOTICED = BEFORE_MS * 8 + BLOCK
UTTERANCES_PER_CALL = 6
FILLERS = frozenset(["um", "uh", "er", "well", "so", "okay", "please"])
VOICES = ("en-us+klatt2", "en-us", "en-us+f2", "en-gb-x-rp")


@dataclass(slots=True)
class Score:
    exact: int = 0
    wrong: int = 0
    rejected: int = 0
    false_accepts: int = 0
    other: int = 0
    finals_ms: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    audio_s: float = 0.0

    def row(self, name: str) -> str:
        finals = sorted(self.finals_ms)
        return (
            f"| {name} | {self.exact} / {self.exact + self.wrong + self.rejected} | {self.rejected} | {self.wrong} "
            f"| {self.false_accepts} / {self.other} | {statistics.median(finals):.1f} "
            f"| {finals[int(len(finals) * 0.95)]:.1f} | {self.cpu_s * 1000 / self.audio_s:.0f} |\n"
        )


def utterances(corpus: Corpus) -> list[tuple[Expectation, str, bool]]:
    """Return (expectation, sentence, whether it is expected) in an order that mixes them."""
    expected = [(expectation, each, True) for expectation, said in corpus.said for each in said]
    other = [(expectation, each, False) for each in corpus.other for expectation, _ in corpus.said]
    mixed = expected + other
    random.Random(1).shuffle(mixed)  # noqa: S311 - the same order every time
    return mixed


def plain(text: str) -> str:
    return " ".join(word for word in text.lower().split() if word not in FILLERS)


async def measure(adapter: SpeechToText, corpus: Corpus, voice: str, strictness: str) -> Score:
    score = Score()
    mixed = utterances(corpus)
    options = RecognizerOptions("", "en-US", PHONE, False, {"strictness": strictness}, Expectation())
    for at in range(0, len(mixed), UTTERANCES_PER_CALL):
        async with adapter.recognizer(options, lambda _: None) as recognizer:
            for expectation, sentence, is_expected in mixed[at : at + UTTERANCES_PER_CALL]:
                text = await listen(recognizer, expectation, phone_speech(sentence, voice), score)
                judge(score, plain(text), plain(sentence), is_expected=is_expected)
    return score


async def listen(recognizer: Recognizer, expectation: Expectation, audio: bytes, score: Score) -> str:
    cpu = time.process_time()
    await recognizer.expect(expectation)
    for at in range(0, len(audio), BLOCK):
        if at == NOTICED:
            await recognizer.speech_started()
        await recognizer.hear(audio[at : at + BLOCK])
    began = time.perf_counter()
    final = await recognizer.finalize()
    score.finals_ms.append((time.perf_counter() - began) * 1000)
    score.cpu_s += time.process_time() - cpu
    score.audio_s += len(audio) / 8000
    return final.text


def judge(score: Score, heard: str, said: str, *, is_expected: bool) -> None:
    if not is_expected:
        score.other += 1
        score.false_accepts += bool(heard)
    elif not heard:
        score.rejected += 1
    elif heard == said:
        score.exact += 1
    else:
        score.wrong += 1


async def main() -> None:
    write = sys.stdout.write
    write(
        "| set, voice, strictness | exact | rejected | wrong | false accepts | final ms | p95 | CPU ms/s |\n"
    )
    write("|---|---|---|---|---|---|---|---|\n")
    async with open_adapter(AdapterSettings()) as adapter:
        for name, corpus in (("tuned", TUNED), ("held out", HELD_OUT)):
            for voice in VOICES:
                score = await measure(adapter, corpus, voice, "normal")
                write(score.row(f"{name}, {voice}, normal"))
            for strictness in ("off", "lenient", "strict"):
                score = await measure(adapter, corpus, VOICES[0], strictness)
                write(score.row(f"{name}, {VOICES[0]}, {strictness}"))


if __name__ == "__main__":
    asyncio.run(main())
