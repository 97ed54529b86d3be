"""The node's settings are read and reach what they set."""

import pytest
from pydantic import ValidationError

from voicera.agents.v1 import spec_pb2
from voicera_voice.pipeline.policies import call_policy
from voicera_voice.settings import VoiceSettings

from .fakes.dialogue import says
from .fakes.phone import phone_line


def test_pools_are_a_list():
    assert VoiceSettings(adapter_pools="core, espeak,").pools == ("core", "espeak")


def test_a_node_without_a_name_has_one():
    assert VoiceSettings(node_name="").node
    assert VoiceSettings(node_name="voice-1").node == "voice-1"


def test_a_time_zone_must_exist():
    with pytest.raises(ValidationError):
        VoiceSettings(time_zone="Asia/Atlantis")


def test_zero_values_mean_the_contracts_defaults():
    policy = call_policy(spec_pb2.AgentSpec(), 400)
    assert (policy.prompt_after_s, policy.max_prompts, policy.max_duration_s) == (8.0, 2, 1800)
    assert (policy.turns.wait_ms, policy.turns.speech_start_ms) == (600, 120)
    assert policy.records


async def test_the_node_name_is_told_to_the_front_and_the_archive():
    async with phone_line() as phone:
        phone.answers(says("Hi."))
        await phone.dial(begin_s=0.2)
        assert phone.front.node == "node-1"
        assert phone.records.of("started")[0].node == "node-1"
        assert phone.records.received[0][1].open.node == "node-1"


async def test_transcript_timeout_replaces_a_recognizer_that_stalls():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(transcript_timeout_s=1)
        phone.providers.texts = [None, "hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(2.5)
        assert phone.dialogue.stimuli[1] == ("hear", "hello")


async def test_finalize_after_sets_when_the_transcript_is_asked_for():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(finalize_after_ms=150)
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.speak(0.5)
        await phone.silence(0.24)
        assert len(phone.providers.recognizers[0].marks) == 2


async def test_archive_close_bounds_the_end():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(archive_close_s=2)
        phone.records.down = True
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.0)
        await phone.hang_up()
        await phone.clock.advance(2.1)
        assert phone.running.done()
