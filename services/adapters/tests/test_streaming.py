"""Vendors that answer a flush only if they have something to say."""

import asyncio
import json
import math

import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.contract import Word
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.streaming import Begun, Flushed, Heard, recognizing
from voicera_kit.errors import DeadlineExceeded, Unavailable

PHONE = AudioFormat(Encoding.MULAW, 8_000)
BLOCK = b"\xff" * 800


class Wire:
    """A Socket: `says` is what the vendor says next."""

    def __init__(self):
        self.sent = []
        self.says = asyncio.Queue()

    async def send_text(self, message):
        self.sent.append(message)

    async def send_bytes(self, message):
        self.sent.append(message)

    async def messages(self):
        while True:
            yield json.dumps(await self.says.get())


class Plain:
    """A Dialect in which the vendor says what it means."""

    format = PHONE

    def opening(self):
        return ()

    def audio(self, block):
        return block

    def flush(self):
        return ("flush",)

    def keep_alive(self):
        return ()

    def expect(self, expectation):
        return ()

    def closing(self):
        return ()

    def read(self, message):
        kind, said = json.loads(message)
        match kind:
            case "begun":
                yield Begun()
            case "part" | "final":
                yield Heard(said, final=kind == "final")
            case "flushed":
                yield Flushed()
            case "hostile":
                yield HOSTILE[said]()


def raising(error):
    raise error


HOSTILE = {
    "text is a number": lambda: Heard(7, final=True),
    "text is none": lambda: Heard(None, final=False),
    "language is a list": lambda: Heard("a", final=True, language=["en"]),
    "confidence is text": lambda: Heard("a", final=True, confidence="0.9"),
    "confidence is no number": lambda: Heard("a", final=True, confidence=math.nan),
    "confidence is endless": lambda: Heard("a", final=True, confidence=10**400),
    "word is a number": lambda: Heard("a", final=True, words=(Word(7, 0, 1),)),
    "time is endless": lambda: Heard("a", final=True, words=(Word("a", 0, 10**400),)),
    "time is text": lambda: Heard("a", final=True, words=(Word("a", "0", 1),)),
    "overflow": lambda: round(float("inf")),
    "recursion": lambda: json.loads("[" * 100_000),
    "anything": lambda: raising(RuntimeError("secret-in-a-vendors-words")),
}


@pytest.fixture
def wire():
    return Wire()


@pytest.fixture
async def recognizer(wire):
    listening = recognizing(wire, Plain(), PHONE, lambda _: None, answer_s=0.4, silent_s=0.1)
    async with listening as recognizer:
        yield recognizer


async def say(wire, *messages):
    for each in messages:
        await wire.says.put(each)
    await asyncio.sleep(0.01)


async def test_a_vendor_with_nothing_to_say_is_waited_for_a_moment_only(recognizer):
    async with asyncio.timeout(0.3):
        assert (await recognizer.finalize()).text == ""


async def test_the_last_owed_final_answers_the_flush(wire, recognizer):
    await say(wire, ("begun", ""), ("final", "hello"), ("begun", ""))
    finalizing = asyncio.create_task(recognizer.finalize())
    await asyncio.sleep(0.2)
    assert not finalizing.done()
    await say(wire, ("final", "world"))
    assert (await finalizing).text == "hello world"


async def test_a_part_is_a_promise_of_a_final(wire, recognizer):
    await say(wire, ("part", "hel"))
    finalizing = asyncio.create_task(recognizer.finalize())
    await asyncio.sleep(0.2)
    assert not finalizing.done()
    await say(wire, ("part", "hello"), ("final", "hello"))
    assert (await finalizing).text == "hello"


async def test_an_owed_final_that_does_not_come_is_too_late(wire, recognizer):
    await say(wire, ("begun", ""))
    with pytest.raises(DeadlineExceeded):
        await recognizer.finalize()


async def test_what_came_before_the_flush_is_not_lost(wire, recognizer):
    await say(wire, ("begun", ""), ("final", "early"))
    assert (await recognizer.finalize()).text == "early"
    assert (await recognizer.finalize()).text == ""


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("silent_s", [None, 0.1])
async def test_whatever_a_vendor_says_the_reader_tells_who_waits(wire, said, silent_s, capsys):
    listening = recognizing(wire, Plain(), PHONE, lambda _: None, answer_s=5, silent_s=silent_s)
    async with asyncio.timeout(2), listening as recognizer:
        await say(wire, ("begun", ""))
        finalizing = asyncio.create_task(recognizer.finalize())
        await say(wire, ("hostile", said))
        with pytest.raises(Unavailable) as caught:
            await finalizing
        assert caught.value.reason == ANSWER_INVALID
        with pytest.raises(Unavailable):
            await recognizer.hear(BLOCK)
    assert "secret" not in "".join(capsys.readouterr())


async def test_who_takes_transcripts_may_fail_as_well(wire):
    listening = recognizing(wire, Plain(), PHONE, lambda _: raising(TypeError("no")), answer_s=5)
    async with asyncio.timeout(2), listening as recognizer:
        await say(wire, ("part", "a"))
        with pytest.raises(Unavailable):
            await recognizer.finalize()


@pytest.mark.parametrize("promise", [(), (("begun", ""),), (("part", "wor"),)], ids=["no", "begun", "part"])
async def test_a_final_on_its_way_before_the_flush_is_no_answer_to_it(wire, recognizer, promise):
    await say(wire, ("begun", ""))
    finalizing = asyncio.create_task(recognizer.finalize())
    await asyncio.sleep(0.02)
    await say(wire, ("final", "hello"), *promise)
    await asyncio.sleep(0.25 if promise else 0.1)
    assert not finalizing.done()
    await say(wire, ("final", "world"))
    assert (await finalizing).text == "hello world"


async def test_the_vendors_word_for_a_flush_needs_no_settling(wire, recognizer):
    await say(wire, ("begun", ""))
    finalizing = asyncio.create_task(recognizer.finalize())
    async with asyncio.timeout(0.15):
        await say(wire, ("final", "hello"), ("flushed", ""))
        assert (await finalizing).text == "hello"


async def test_no_empty_audio_is_sent(wire):
    wide = AudioFormat(Encoding.PCM_S16LE, 48_000)
    async with recognizing(wire, Plain(), wide, lambda _: None, answer_s=0.4) as recognizer:
        for _ in range(20):
            await recognizer.hear(bytes(96))
    assert all(wire.sent)
