import asyncio

import pytest

from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.realtime import AnswerAudio, AnswerEnd, Outcome, TokenUsage
from voicera_adapters.talking import Answers, Debt, instructed
from voicera_kit.errors import DeadlineExceeded, Unavailable

WIDE = AudioFormat(Encoding.PCM_S16LE, 24_000)
PHONE = AudioFormat(Encoding.MULAW, 8_000)


class FakeSocket:
    """Says what it was given, then nothing, until it is closed."""

    def __init__(self, *messages):
        self._messages = messages
        self.closed = asyncio.Event()

    async def messages(self):
        for message in self._messages:
            yield message
        await self.closed.wait()


async def test_nothing_is_too_late_while_nothing_is_owed():
    debt, socket = Debt(0.05), FakeSocket(b"1", "2")
    messages = debt.messages(socket)
    assert [await anext(messages), await anext(messages)] == [1, 2]
    waiting = asyncio.create_task(anext(messages, "closed"))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    socket.closed.set()
    assert await waiting == "closed"


async def test_what_is_owed_is_waited_for_from_when_it_was():
    debt = Debt(0.1)
    waiting = asyncio.create_task(anext(debt.messages(FakeSocket())))
    await asyncio.sleep(0)
    debt.owe()
    debt.settle()
    await asyncio.sleep(0.2)
    assert not waiting.done()
    debt.owe()
    with pytest.raises(DeadlineExceeded):
        await waiting


async def test_a_vendor_does_not_pay_for_the_time_of_others():
    class Ready(FakeSocket):
        async def messages(self):
            for message in ("1", "2"):
                await asyncio.sleep(0.01)
                yield message

    debt = Debt(0.2)
    debt.owe()
    told = []
    async for message in debt.messages(Ready()):
        told.append(message)
        await asyncio.sleep(0.3)
    assert told == [1, 2]


async def test_what_is_no_json_was_not_understood():
    with pytest.raises(Unavailable) as caught:
        await anext(Debt(1).messages(FakeSocket("\x00")))
    assert caught.value.reason == ANSWER_INVALID


def test_an_answer_has_all_of_its_audio_in_the_wanted_format():
    answers = Answers(WIDE, PHONE)
    answers.begin()
    told = [each for _ in range(5) for each in answers.audio(bytes(4_800))]
    *rest, end = answers.end(Outcome.COMPLETED, TokenUsage(text_read=1))
    assert sum(len(each.audio) for each in (*told, *rest)) == 4_000
    assert end == AnswerEnd(1, Outcome.COMPLETED, TokenUsage(text_read=1))
    assert not list(answers.end(Outcome.COMPLETED, TokenUsage()))


def test_of_an_answer_that_was_cut_short_only_the_end_is_told():
    answers = Answers(PHONE, PHONE)
    answers.begin()
    assert list(answers.audio(b"\xff")) == [AnswerAudio(1, b"\xff")]
    answers.hush()
    assert not list(answers.audio(b"\xff"))
    assert list(answers.end(Outcome.COMPLETED, TokenUsage())) == [
        AnswerEnd(1, Outcome.INTERRUPTED, TokenUsage())
    ]
    answers.begin()
    assert list(answers.audio(b"\xff")) == [AnswerAudio(2, b"\xff")]


def test_the_language_is_an_instruction():
    assert instructed("Be brief.", "hi-IN") == "Be brief.\n\nSpeak the language with the BCP-47 code hi-IN."
    assert instructed("Be brief.", "") == "Be brief."
    assert instructed("", "") == ""
