"""A caller who waits for an answer hears a line, once, unless they do something themselves."""

import pytest

from voicera_voice.dialogue.interface import Expectation, Listen

from .fakes.dialogue import says
from .fakes.phone import phone_line


async def test_a_caller_who_waits_for_the_model_is_told_so_once():
    async with phone_line() as phone:
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [6.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(9.5)
        assert phone.spoken == ["Hi.", "One moment. On its way."]
        (measured,) = phone.records.of("turn_measured")
        assert measured.bridged
        assert measured.model_ms == pytest.approx(2500, abs=40)
        assert measured.platform_ms < 100


async def test_a_caller_who_waits_for_the_recognizer_is_told_so_and_answered_then():
    async with phone_line() as phone:
        phone.spec.failover.bridge_after_ms = 1000
        phone.providers.recognizer_s = 3.0
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [5.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(11.0)
        assert phone.spoken == ["Hi.", "One moment.", "On its way."]


async def test_an_agent_may_let_the_caller_wait_in_silence():
    async with phone_line() as phone:
        phone.spec.failover.bridge_line_disabled = True
        phone.providers.texts = ["where is it"]
        phone.answers(says("Hi."), [6.0, *says("On its way.")])
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(9.5)
        assert phone.spoken == ["Hi.", "On its way."]


async def test_every_key_a_caller_waits_for_may_bring_a_bridge_line():
    async with phone_line() as phone:
        keys = Listen(Expectation(takes_digits=True))
        phone.answers(says("Hi.", listen=keys), [4.0, *says("One.", listen=keys)], [4.0, *says("Two.")])
        await phone.dial(begin_s=1.0)
        for _ in range(2):
            await phone.call.press("1")
            await phone.silence(7.0)
        assert phone.spoken == ["Hi.", "One moment. One.", "One moment. Two."]


async def test_a_caller_who_speaks_on_while_the_model_thinks_hears_no_bridge_line():
    async with phone_line() as phone:
        phone.providers.texts = ["where is it", "my order"]
        phone.answers(says("Hi."), [6.0, *says("Never.")], says("On its way."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(2.6)
        await phone.speak(1.0)
        await phone.silence(3.0)
        assert phone.spoken == ["Hi.", "On its way."]
