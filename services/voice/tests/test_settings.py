"""The node's settings are read and reach what they set."""

import pytest
from pydantic import ValidationError

from voicera.agents.v1 import spec_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera_kit.clock import VirtualClock
from voicera_kit.testing import Signer, running_mesh
from voicera_voice import app
from voicera_voice.audio.smart_turn import SmartTurn
from voicera_voice.conversation.start import parse_start
from voicera_voice.dialogue.interface import Say
from voicera_voice.pipeline.policies import call_policy
from voicera_voice.providers.catalog import AdapterCatalog
from voicera_voice.settings import VoiceSettings

from .fakes.caller import start_of
from .fakes.dialogue import says
from .fakes.mesh import FakeMesh, until
from .fakes.phone import FakeJudge, phone_line


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
    assert (policy.prompt_after_s, policy.max_duration_s) == (8.0, 1800)
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


async def test_archive_tail_bounds_what_is_kept_while_the_archive_is_away():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(archive_tail_s=2)
        phone.answers(says("Hi."))
        await phone.dial(begin_s=3.0)
        phone.records.break_connection()
        phone.records.down = True
        await phone.speak(6.0)
        phone.records.down = False
        await phone.silence(6.0)
        await phone.hang_up()
        await phone.clock.advance(12)
        loud = phone.records.caller.count(0x10) / 8000
        assert 2 <= loud <= 4
        assert len(phone.records.caller) == pytest.approx(15 * 8000, abs=400)


async def test_provider_open_bounds_how_long_adapters_get_ready():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(provider_open_s=1)
        phone.providers.open_s = 2
        phone.answers(says("Hi."))
        await phone.dial(begin_s=0.9)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.2)
        failed = phone.records.of("provider_failed")
        assert {each.modality for each in failed} == {"speech_to_text", "text_to_speech"}
        assert {each.reason for each in failed} == {"DEADLINE_EXCEEDED"}


async def test_first_audio_timeout_gives_up_a_lone_voice_that_does_not_begin():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(first_audio_timeout_s=2)
        phone.providers.synthesizer_s = 100
        phone.answers(says("Hi."))
        await phone.dial(begin_s=1.9)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.2)
        (failed,) = phone.records.of("provider_failed")
        assert (failed.adapter, failed.reason) == ("mouth", "DEADLINE_EXCEEDED")


async def test_first_audio_budget_replaces_a_voice_that_does_not_begin():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(first_audio_budget_s=0.7)
        phone.spec.text_to_speech.add(adapter="other mouth")
        phone.providers.synthesizer_s = 100
        phone.answers(says("Hi."))
        await phone.dial(begin_s=0.6)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.2)
        (failed,) = phone.records.of("provider_failed")
        assert (failed.adapter, failed.reason) == ("mouth", "DEADLINE_EXCEEDED")


async def test_provider_open_budget_replaces_adapters_that_do_not_get_ready():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(provider_open_budget_s=0.5)
        phone.spec.text_to_speech.add(adapter="other mouth")
        phone.providers.open_s = 2
        phone.answers(says("Hi."))
        await phone.dial(begin_s=0.4)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.2)
        assert [each.adapter for each in phone.records.of("provider_failed")] == ["mouth"]


async def test_transcript_budget_replaces_a_recognizer_that_does_not_answer():
    async with phone_line() as phone:
        phone.settings = VoiceSettings(transcript_budget_s=0.8)
        phone.spec.speech_to_text.add(adapter="other ears")
        phone.providers.texts = [None, "hello"]
        phone.answers(says("Hi."), says("Yes."))
        await phone.dial(begin_s=1.0)
        await phone.speak(1.0)
        await phone.silence(phone.settings.finalize_after_ms / 1000 + 0.7)
        assert not phone.records.of("provider_failed")
        await phone.silence(0.4)
        assert phone.records.of("provider_failed")[0].adapter == "ears"
        assert phone.dialogue.stimuli[1] == ("hear", "hello")


async def test_first_token_budget_replaces_a_model_that_does_not_begin(start_node, spec):
    del spec.graph.nodes[:]
    spec.graph.nodes.add(id="ask").prompt.SetInParent()
    spec.language_model.add(adapter="mind")
    spec.language_model.add(adapter="mind")
    async with start_node(first_token_budget_s=0.2) as node, node.call(spec) as caller:
        node.mesh.model_stalls = True
        await caller.be_silent(0.1)
        await until(lambda: node.mesh.of("call_1", "provider_failed"), 5)
        assert len(node.mesh.of("call_1", "provider_failed")) == 1


async def test_first_token_timeout_gives_up_a_model_that_does_not_begin(start_node, spec):
    del spec.graph.nodes[:]
    spec.graph.nodes.add(id="ask").prompt.SetInParent()
    spec.language_model.add(adapter="mind")
    async with start_node(first_token_timeout_s=0.2) as node, node.call(spec) as caller:
        node.mesh.model_stalls = True
        await caller.be_silent(0.1)
        await until(lambda: node.mesh.of("call_1", "provider_failed"), 5)
        (failed,) = node.mesh.of("call_1", "provider_failed")
        assert (failed.modality, failed.reason) == ("language_model", "DEADLINE_EXCEEDED")


async def test_adapter_pools_are_those_whose_adapters_are_known(start_node, spec):
    async with start_node(adapter_pools="core") as node, node.call(spec) as caller:
        await caller.ended()
        await until(lambda: node.mesh.of("call_1", "provider_failed"))
        (failed,) = node.mesh.of("call_1", "provider_failed")
        assert (failed.modality, failed.reason) == ("text_to_speech", "ADAPTER_UNKNOWN")


async def test_max_loop_lag_says_what_is_too_busy(start_node, spec):
    async with start_node(max_loop_lag_ms=300) as node:
        node.lag._late_ms.extend([200.0] * 100)
        async with node.call(spec) as caller:
            await caller.be_silent(0.3)
            assert caller.of("started")


@pytest.mark.parametrize(
    ("zone", "today"),
    [("Asia/Kolkata", "Thursday, 1 January 2026"), ("Pacific/Honolulu", "Wednesday, 31 December 2025")],
)
async def test_time_zone_says_what_today_is(spec, zone, today):
    settings = VoiceSettings(time_zone=zone)
    spec.greeting = "{today}"
    start = parse_start(voice_pb2.ConverseRequest(start=start_of(spec)), "org_1")
    async with running_mesh(FakeMesh().register, Signer(), as_service="voice") as mesh:
        clock = VirtualClock()
        catalog = AdapterCatalog(mesh, settings.pools)
        around = app.surroundings(settings, mesh, catalog, FakeJudge(clock), clock)
        said = await anext(around.make_dialogue(start, None).begin())
    assert said == Say(today, "ask")


async def test_smart_turn_threads_reach_the_judge(monkeypatch):
    threads = []

    class Judge(SmartTurn):
        def __init__(self, count: int) -> None:
            threads.append(count)
            super().__init__(count)

    async def serve(*args, **options) -> None: ...

    monkeypatch.setattr(app, "SmartTurn", Judge)
    monkeypatch.setattr(app, "serve", serve)
    await app.run(VoiceSettings(smart_turn_threads=3))
    assert threads == [3]
