"""The agent's models stand in for one another until one has begun to answer."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from voicera.agents.v1 import spec_pb2
from voicera.ai.v1 import language_model_service_pb2 as lm_pb2
from voicera.ai.v1 import usage_pb2
from voicera_kit.clock import Clock, VirtualClock
from voicera_kit.errors import (
    DeadlineExceeded,
    ResourceExhausted,
    ServiceError,
    Unauthenticated,
    Unavailable,
)
from voicera_voice.dialogue.build import build_dialogue
from voicera_voice.dialogue.interface import ModelMessage, TextDelta
from voicera_voice.providers.chain import ProviderSwitch
from voicera_voice.providers.health import CircuitBreakers, Provider
from voicera_voice.providers.language_model import ModelChain, TokenDeadlines, joined

from .dialogue.talk import FACTS, agent, end, to
from .fakes.phone import phone_line

STALLS = object()
BREAKS_OFF = object()
QUESTION = [ModelMessage("user", "Hello?")]


class FakeCall:
    """An open call that answers from a script: words, failures, seconds to wait, and waits without end."""

    def __init__(self, script: list, clock: Clock) -> None:
        self.script = script
        self.clock = clock
        self.cancelled = False

    async def __aiter__(self) -> AsyncIterator[lm_pb2.GenerateResponse]:
        for step in self.script:
            if step is STALLS:
                await asyncio.Event().wait()
            if isinstance(step, ServiceError):
                raise step
            if isinstance(step, float):
                await self.clock.sleep(step)
                continue
            if isinstance(step, lm_pb2.ToolCall):
                yield lm_pb2.GenerateResponse(tool_call=step)
            elif step is BREAKS_OFF:
                return
            else:
                yield lm_pb2.GenerateResponse(text_delta=step, processing_ms=3)
        finish = lm_pb2.GenerationFinish(reason=lm_pb2.FINISH_REASON_STOP)
        finish.usage.add(unit=usage_pb2.USAGE_UNIT_OUTPUT_TOKENS, quantity=len(self.script))
        yield lm_pb2.GenerateResponse(finish=finish)

    def cancel(self) -> None:
        self.cancelled = True


class FakeModels:
    """A chain of models by what each answers; one that is a failure itself cannot be reached."""

    def __init__(self, clock: Clock, *, hedge_after_s: float = 0.0, **scripts: list | ServiceError) -> None:
        self.usage: list[tuple[str, str, list[float]]] = []
        self.scripts = scripts
        self.clock = clock
        self.calls: dict[str, FakeCall] = {}
        self.requests: dict[str, lm_pb2.GenerateRequest] = {}
        self.failures: list[tuple[str, str, str]] = []
        self.switches: list[ProviderSwitch] = []
        choices = [spec_pb2.LanguageModelChoice(adapter=adapter) for adapter in scripts]
        self.chain = ModelChain(
            choices,
            self.open,
            self,
            clock,
            CircuitBreakers(clock).of("org_1"),
            TokenDeadlines(10, 3),
            hedge_after_s,
        )

    async def open(self, adapter: str, request: lm_pb2.GenerateRequest) -> FakeCall:
        assert request.adapter == adapter
        adapter = request.model or adapter
        self.requests[adapter] = request
        script = self.scripts[adapter]
        if isinstance(script, ServiceError):
            raise script
        self.calls[adapter] = FakeCall(script, self.clock)
        return self.calls[adapter]

    def on_provider_failed(self, modality: str, adapter: str, error: ServiceError) -> None:
        self.failures.append((modality, adapter, error.reason))

    def on_provider_switched(self, switch: ProviderSwitch) -> None:
        self.switches.append(switch)

    def on_usage(self, modality: str, adapter: str, model: str, usage) -> None:
        self.usage.append((modality, adapter, [each.quantity for each in usage]))

    async def answer(self, words: list[str]) -> None:
        """Append the words as they come; raises what the chain raises."""
        async for delta in self.chain.generate(QUESTION, []):
            words += [delta.text if isinstance(delta, TextDelta) else delta.name]


@pytest.mark.parametrize(
    "script",
    [ResourceExhausted("busy", retry_after=timedelta(seconds=1)), [Unavailable("gone")]],
    ids=["at_once", "on_its_stream"],
)
async def test_the_next_model_answers_when_one_fails(script):
    models = FakeModels(VirtualClock(), first=script, second=["Hi ", "there."], third=["Never."])
    words: list[str] = []
    await models.answer(words)
    assert words == ["Hi ", "there."]
    assert [failure[:2] for failure in models.failures] == [("language_model", "first")]
    assert "third" not in models.calls
    assert all(call.cancelled for call in models.calls.values())


async def test_each_question_is_put_to_the_preferred_model_first():
    models = FakeModels(VirtualClock(), first=[Unavailable("gone")], second=["Hi."])
    await models.answer([])
    models.scripts["first"] = ["Back."]
    words: list[str] = []
    await models.answer(words)
    assert words == ["Back."]


async def test_the_next_model_goes_on_where_one_was_cut_off():
    models = FakeModels(VirtualClock(), first=["Well, ", "yes", Unavailable("gone")], second=["please", "."])
    words: list[str] = []
    await models.answer(words)
    assert words == ["Well, ", "yes", " please", "."]
    assert models.failures == [("language_model", "first", "UNAVAILABLE")]
    assert models.switches == [ProviderSwitch("language_model", "first", "second", "UNAVAILABLE", 0)]
    question, begun, request = models.requests["second"].messages
    assert (question.text, begun.text) == ("Hello?", "Well, yes")
    assert "Continue" in request.text


async def test_a_tool_called_by_a_model_that_fails_then_is_called_once():
    book = lm_pb2.ToolCall(id="1", name="book")
    models = FakeModels(VirtualClock(), first=[book, Unavailable("gone")], second=[book])
    words: list[str] = []
    await models.answer(words)
    assert words == ["book"]


async def test_an_answer_that_ends_without_a_finish_was_cut_off():
    models = FakeModels(VirtualClock(), first=["Well, ", BREAKS_OFF], second=["yes."])
    words: list[str] = []
    await models.answer(words)
    assert words == ["Well, ", "yes."]
    assert models.failures == [("language_model", "first", "UNAVAILABLE")]
    assert models.usage == [("language_model", "second", [1])]


async def test_another_model_of_the_same_vendor_is_not_held_to_fail_with_it():
    models = FakeModels(VirtualClock(), first=[Unavailable("gone")], second=["Hi."])
    for choice, model in zip(models.chain.choices, ("big", "small"), strict=True):
        choice.model = model
        models.scripts[model] = models.scripts.pop(choice.adapter)
        choice.adapter = "vendor"
    for _ in range(4):
        await models.answer([])
    assert len(models.failures) == 3
    assert models.switches[-1].reason == "CIRCUIT_OPEN"
    assert not models.chain.health.is_failing(Provider("language_model", "vendor", "small"))


async def test_a_slow_model_is_raced_by_the_next_and_the_loser_is_cancelled():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[STALLS], second=["Hi."], third=["Never."])
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(0.7)
    assert list(models.calls) == ["first"]
    await clock.advance(0.2)
    await answering
    assert words == ["Hi."]
    assert not models.failures
    assert models.calls["first"].cancelled
    assert "third" not in models.calls
    assert [(each.failed, each.adapter, each.reason) for each in models.switches] == [
        ("first", "second", "HEDGED")
    ]


async def test_two_models_of_one_adapter_are_told_apart():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[STALLS], second=["Hi."])
    for choice, model in zip(models.chain.choices, ("big", "small"), strict=True):
        choice.model = model
        models.scripts[model] = models.scripts.pop(choice.adapter)
        choice.adapter = "vendor"
    answering = asyncio.create_task(models.answer([]))
    await clock.advance(0.9)
    await answering
    [switch] = models.switches
    assert (switch.failed, switch.failed_model, switch.adapter, switch.model) == (
        "vendor",
        "big",
        "vendor",
        "small",
    )


async def test_waiting_for_a_slow_model_is_the_models_time():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[STALLS], second=["Hi."])
    answer = models.chain.generate(QUESTION, [])
    first = asyncio.create_task(anext(answer))
    await clock.advance(0.9)
    assert (await first).processing_ms == pytest.approx(803, abs=5)
    await answer.aclose()


async def test_the_slow_model_may_still_win():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[1.5, "Hi."], second=[STALLS])
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(1.6)
    await answering
    assert words == ["Hi."]
    assert models.calls["second"].cancelled
    assert not models.switches


async def test_a_rival_that_fails_leaves_the_first_its_chance():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[1.5, "Hi."], second=Unavailable("gone"))
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(1.6)
    await answering
    assert words == ["Hi."]
    assert models.failures == [("language_model", "second", "UNAVAILABLE")]


async def test_a_loser_takes_over_when_the_winner_breaks_off():
    clock = VirtualClock()
    models = FakeModels(
        clock, hedge_after_s=0.5, first=[0.6, "Well, ", Unavailable("gone")], second=[0.9, "yes."]
    )
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(3)
    await answering
    assert words == ["Well, ", "yes."]


async def test_the_last_of_a_race_is_waited_for_as_the_last_of_a_chain():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.5, first=[STALLS], second=[4.0, "Hi."])
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(5)
    await answering
    assert words == ["Hi."]


async def test_a_model_that_loses_every_race_is_passed_over():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.5, first=[STALLS], second=["Hi."])
    for _ in range(3):
        answering = asyncio.create_task(models.answer([]))
        await clock.advance(0.6)
        await answering
    models.calls.clear()
    await models.answer([])
    assert list(models.calls) == ["second"]
    assert models.switches[-1].reason == "CIRCUIT_OPEN"


async def test_a_model_that_will_never_work_is_asked_once_in_a_call():
    models = FakeModels(VirtualClock(), first=Unauthenticated("key rejected"), second=["Hi."])
    for _ in range(2):
        await models.answer([])
    assert models.failures == [("language_model", "first", "UNAUTHENTICATED")]


async def test_a_standby_keeps_its_chance_to_be_tried_while_the_first_answers():
    clock = VirtualClock()
    models = FakeModels(clock, first=["Hi."], second=["Hello."])
    health, second = models.chain.health, Provider("language_model", "second")
    for _ in range(3):
        health.failed(second, Unavailable("gone"))
    await clock.advance(6)
    await models.answer([])
    assert health.allows(second)


@pytest.mark.parametrize(
    ("said", "text", "expected"),
    [
        ("नमस्ते", "आप", " आप"),
        ("வணக்கம்", "நீங்கள்", " நீங்கள்"),
        ("Hello.", "How", " How"),
        ("Well,", "yes", " yes"),
        ("Well, ", "yes", "yes"),
        ("Well", ", yes", ", yes"),
        ("अच्छा", "।", "।"),
        ("Well", "", ""),
    ],
)
def test_an_answer_is_taken_up_with_the_space_between_words(said, text, expected):
    assert joined(said, text) == expected


async def test_an_interrupted_race_leaves_no_request_behind():
    clock = VirtualClock()
    models = FakeModels(clock, hedge_after_s=0.8, first=[STALLS], second=[STALLS])
    answering = asyncio.create_task(models.answer([]))
    await clock.advance(1.0)
    answering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await answering
    assert [call.cancelled for call in models.calls.values()] == [True, True]


async def test_a_model_that_does_not_begin_in_time_is_replaced():
    clock = VirtualClock()
    models = FakeModels(clock, first=[STALLS], second=["Hi."])
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(2.9)
    assert not models.failures
    await clock.advance(0.2)
    await answering
    assert words == ["Hi."]
    assert models.failures == [("language_model", "first", "DEADLINE_EXCEEDED")]
    assert models.calls["first"].cancelled


async def test_a_model_that_stops_in_the_middle_is_replaced_in_time():
    clock = VirtualClock()
    models = FakeModels(clock, first=["Well, ", STALLS], second=["yes."])
    words: list[str] = []
    answering = asyncio.create_task(models.answer(words))
    await clock.advance(3.1)
    await answering
    assert words == ["Well, ", "yes."]


async def test_the_last_model_is_waited_for_longer():
    clock = VirtualClock()
    models = FakeModels(clock, first=Unavailable("gone"), second=[STALLS])
    answering = asyncio.create_task(models.answer([]))
    await clock.advance(9.9)
    assert not answering.done()
    await clock.advance(0.2)
    with pytest.raises(DeadlineExceeded):
        await answering


async def test_a_model_known_to_fail_is_asked_last():
    models = FakeModels(VirtualClock(), first=Unavailable("gone"), second=["Hi."])
    for _ in range(3):
        await models.answer([])
    models.failures.clear()
    await models.answer([])
    assert not models.failures
    assert models.switches[-1].reason == "CIRCUIT_OPEN"


async def test_the_last_models_failure_is_the_chains():
    models = FakeModels(VirtualClock(), first=[DeadlineExceeded("late")], second=Unavailable("gone"))
    with pytest.raises(Unavailable):
        await models.answer([])
    assert [adapter for _, adapter, _ in models.failures] == ["first", "second"]


async def test_a_model_that_fails_in_a_call_is_recorded_and_the_next_one_speaks():
    async with phone_line() as phone:
        models = FakeModels(phone.clock, mind=[Unavailable("gone")], other=["How can I help?"])
        phone.providers.open_model = models.open
        phone.spec.MergeFrom(agent([{"id": "talk", "prompt": {}, "edges": [to("end")]}, end()]))
        for adapter in models.scripts:
            phone.spec.language_model.add(adapter=adapter)
        phone.make_dialogue = lambda start, model: build_dialogue(start.spec, {}, model, FACTS)
        await phone.dial(begin_s=2.0)
        (failed,) = phone.records.of("provider_failed")
        assert (failed.adapter, failed.modality, failed.reason) == ("mind", "language_model", "UNAVAILABLE")
        assert phone.spoken == ["How can I help?"]
