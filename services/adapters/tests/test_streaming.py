"""Vendors that answer a flush only if they have something to say."""

import asyncio
import json

import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.streaming import Begun, Flushed, Heard, recognizing
from voicera_kit.errors import DeadlineExceeded

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
        kind, text = json.loads(message)
        yield {
            "begun": Begun(),
            "part": Heard(text, final=False),
            "final": Heard(text, final=True),
            "flushed": Flushed(),
        }[kind]


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


async def test_no_empty_audio_is_sent(wire):
    wide = AudioFormat(Encoding.PCM_S16LE, 48_000)
    async with recognizing(wire, Plain(), wide, lambda _: None, answer_s=0.4) as recognizer:
        for _ in range(20):
            await recognizer.hear(bytes(96))
    assert all(wire.sent)
