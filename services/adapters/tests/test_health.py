"""How adapters did lately: what counts, for how long, and how long the first byte took."""

import asyncio
from contextlib import suppress

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_adapters.contract import Description, LanguageModelCapabilities, Modality
from voicera_adapters.health import WINDOW_S, Health, Record
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    ResourceExhausted,
    ServiceError,
    Unavailable,
    invalid,
)

DESCRIPTION = Description(
    id="model",
    modality=Modality.LANGUAGE_MODEL,
    display_name="Model",
    languages=("*",),
    capabilities=LanguageModelCapabilities(streaming=True, tools=False),
    settings=dict,  # type: ignore[arg-type]
)


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def record(clock: VirtualClock) -> Record:
    return Health(clock.monotonic).of(DESCRIPTION)


def test_an_adapter_that_was_not_used_has_no_health(record):
    assert record.summary() is None


async def test_the_median_and_the_slowest_of_twenty_are_told(record, clock):
    for number in range(1, 101):
        with record.asked() as asking:
            await clock.advance(number / 1000)
            asking.answered()
            await clock.advance(0.5)
    summary = record.summary()
    assert (summary.requests, summary.failures) == (100, 0)
    assert summary.first_byte_p50_ms == pytest.approx(50, rel=0.04)
    assert summary.first_byte_p95_ms == pytest.approx(95, rel=0.04)


async def test_what_is_older_than_the_window_is_forgotten(record, clock):
    with record.asked():
        pass
    await clock.advance(WINDOW_S - 120)
    assert record.summary().requests == 1
    with record.asked():
        pass
    await clock.advance(180)
    assert record.summary().requests == 1
    await clock.advance(WINDOW_S)
    assert record.summary() is None


@pytest.mark.parametrize(
    ("error", "failures"),
    [
        (Unavailable("down"), 1),
        (DeadlineExceeded("late"), 1),
        (TimeoutError(), 1),
        (invalid("model", "is not known to the provider"), 0),
        (FailedPrecondition("no key"), 0),
        (ResourceExhausted("too many"), 0),
    ],
    ids=lambda each: type(each).__name__ if isinstance(each, Exception) else str(each),
)
def test_only_what_the_vendor_or_the_network_is_to_blame_for_is_a_failure(record, error, failures):
    with pytest.raises(type(error)), record.asked():
        raise error
    assert (record.summary().requests, record.summary().failures) == (1, failures)


def test_an_answer_nobody_waited_for_says_nothing(record):
    with pytest.raises(asyncio.CancelledError), record.asked():
        raise asyncio.CancelledError
    assert record.summary() is None


def test_an_answer_stopped_in_the_middle_was_one(record):
    with suppress(asyncio.CancelledError), record.asked() as asking:
        asking.answered()
        raise asyncio.CancelledError
    assert (record.summary().requests, record.summary().failures) == (1, 0)


def test_what_is_only_noticed_counts_when_it_fails(record):
    with record.noticing():
        pass
    assert record.summary() is None
    with pytest.raises(Unavailable), record.noticing():
        raise Unavailable("down")
    assert (record.summary().requests, record.summary().failures) == (1, 1)


def test_memory_is_bounded_whatever_comes(record):
    for number in range(20_000):
        record.add(float(number * 50), failed=False)
    [minute] = record._slices
    assert minute.requests == 20_000
    assert len(minute.times) < 400


async def test_the_catalogue_tells_how_adapters_do(serving_vendors):
    rules = {"rules": [{"when": "down", "fail": "UNAVAILABLE"}], "otherwise": "Yes."}
    async with serving_vendors(adapters="scripted") as client:
        assert not (await client.catalogue())["scripted"].HasField("health")
        for said in ("hello", "are you down", "hello again"):
            messages = [llm.Message(role=llm.MESSAGE_ROLE_USER, text=said)]
            request = llm.GenerateRequest(adapter="scripted", messages=messages, settings=rules)
            try:
                await client.answer(request)
            except ServiceError:
                assert said == "are you down"
        health = (await client.catalogue())["scripted"].health
    assert (health.window_s, health.requests, health.failures) == (900, 3, 1)
    assert 0 < health.first_byte_p50_ms <= health.first_byte_p95_ms


async def test_speech_made_and_understood_is_counted(serving_vendors, phone, speak):
    async with serving_vendors(adapters="espeak,pocketsphinx", pocketsphinx_decoders=1) as client:
        voice = await client.synthesize()
        config = {"adapter": "espeak", "voice": "en-us", "language": "en-US", "audio_format": phone}
        await voice.say(config=config)
        await voice.say(segment={"id": 1, "text": "Good morning."})
        await voice.end()
        await voice.hear_all()
        ear = await client.recognize()
        listened = {"adapter": "pocketsphinx", "language": "en-US", "audio_format": phone}
        await ear.say(config=listened | {"expectation": {"phrases": ["good morning"]}})
        await ear.say(audio=speak("good morning"))
        await ear.say(finalize={"utterance": 1})
        await ear.end()
        await ear.hear_all()
        health = {name: each.health for name, each in (await client.catalogue()).items()}
    for name in ("espeak", "pocketsphinx"):
        assert (health[name].requests, health[name].failures) == (1, 0)
        assert health[name].first_byte_p50_ms > 0
