"""What one call finds out about a provider spares the others the wait."""

import pytest

from voicera.media.v1.call_event_pb2 import ProviderSwitched
from voicera_kit.clock import VirtualClock
from voicera_kit.errors import InvalidArgument, ResourceExhausted, Unavailable
from voicera_voice.providers.health import CircuitBreakers, Provider

from .fakes.dialogue import says
from .fakes.phone import phone_line

EARS = Provider("speech_to_text", "ears")
GONE = Unavailable("gone")


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def breakers(clock) -> CircuitBreakers:
    return CircuitBreakers(clock)


@pytest.fixture
def health(breakers):
    return breakers.of("org_1")


def fail(health, times: int) -> None:
    for _ in range(times):
        health.failed(EARS, GONE)


def test_three_failures_in_a_row_open_it(health):
    fail(health, 2)
    assert health.allows(EARS)
    fail(health, 1)
    assert not health.allows(EARS)


def test_a_result_closes_it(health):
    fail(health, 3)
    health.succeeded(EARS)
    fail(health, 2)
    assert health.allows(EARS)


async def test_one_call_at_a_time_tries_after_a_pause_that_doubles(health, clock):
    fail(health, 3)
    for pause_s in (5, 10, 20, 40, 60, 60):
        await clock.advance(pause_s - 0.1)
        assert not health.allows(EARS)
        await clock.advance(0.2)
        assert health.allows(EARS)
        assert not health.allows(EARS)
        fail(health, 1)


async def test_failures_long_ago_do_not_count(health, clock):
    fail(health, 2)
    await clock.advance(61)
    fail(health, 2)
    assert health.allows(EARS)


def test_organizations_modalities_adapters_and_models_fail_separately(breakers, health):
    fail(health, 3)
    assert breakers.of("org_2").allows(EARS)
    assert health.allows(EARS._replace(modality="text_to_speech"))
    assert health.allows(EARS._replace(adapter="other ears"))
    assert health.allows(EARS._replace(model="large"))


@pytest.mark.parametrize(("error", "open_"), [(InvalidArgument(), False), (ResourceExhausted("busy"), True)])
def test_a_wrong_question_says_nothing_about_the_provider(health, error, open_):
    for _ in range(9):
        health.failed(EARS, error)
    assert health.allows(EARS) is not open_


async def test_a_call_passes_over_a_recognizer_that_others_found_failing():
    async with phone_line() as phone:
        phone.spec.speech_to_text.add(adapter="other ears")
        fail(phone.providers.health, 3)
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        assert [each.opened["choice"].adapter for each in phone.providers.recognizers] == ["other ears"]
        assert not phone.records.of("provider_failed")
        (switched,) = phone.records.of("provider_switched")
        expected = ProviderSwitched(
            modality=EARS.modality, from_adapter="ears", adapter="other ears", reason="CIRCUIT_OPEN"
        )
        expected.after_ms = switched.after_ms
        assert switched == expected


async def test_a_call_begins_with_the_other_model_of_a_vendor_whose_one_model_others_found_failing():
    async with phone_line() as phone:
        phone.spec.speech_to_text[0].model = "large"
        phone.spec.speech_to_text.add(adapter="ears", model="small")
        for _ in range(3):
            phone.providers.health.failed(EARS._replace(model="large"), GONE)
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        assert [each.opened["choice"].model for each in phone.providers.recognizers] == ["small"]


async def test_the_other_model_of_a_vendor_counts_as_a_stand_in_within_a_call():
    async with phone_line() as phone:
        phone.spec.speech_to_text[0].model = "large"
        phone.spec.speech_to_text.add(adapter="ears", model="small")
        phone.spec.speech_to_text.add(adapter="ears", model="tiny")
        phone.providers.texts = [Unavailable("gone"), None, "hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(3.0)  # the second, which stalls, is given up as soon as one another stands in for
        assert [each.opened["choice"].model for each in phone.providers.recognizers] == [
            "large",
            "small",
            "tiny",
        ]
        assert phone.dialogue.stimuli[1] == ("hear", "hello")


async def test_a_call_whose_recognizers_all_fail_tries_them_all_the_same():
    async with phone_line() as phone:
        fail(phone.providers.health, 3)
        phone.answers(says("Hi."), says("Yes."))
        phone.providers.texts = ["hello"]
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(1.5)
        assert phone.dialogue.stimuli[1] == ("hear", "hello")
        assert phone.providers.health.allows(EARS)  # it has answered
