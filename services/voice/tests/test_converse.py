"""`Converse` over real gRPC, with the real dialogue and the real voice activity model."""

import asyncio

import pytest

from voicera.media.v1 import call_pb2
from voicera.voice.v1 import conversation_service_pb2 as voice_pb2
from voicera.voice.v1 import conversation_service_pb2_grpc as voice_grpc
from voicera_kit.errors import FailedPrecondition, InvalidArgument, ResourceExhausted, Unavailable

from .fakes.caller import FRAME, Request, start_of
from .fakes.mesh import until
from .fakes.speech import spoken


async def test_a_whole_call(node, spec):
    node.mesh.texts = ["I want to book"]
    async with node.call(spec, wants_interim=True) as caller:
        await caller.be_silent(1.5)
        await caller.say(spoken("I want to book a cleaning"))
        silence = asyncio.create_task(caller.be_silent(5))
        await caller.ended()
        silence.cancel()
    await until(lambda: node.mesh.ended)
    (ended,) = node.mesh.ended
    assert (ended.call_id, ended.reason) == ("call_1", call_pb2.END_REASON_AGENT_HUNG_UP)
    assert not ended.authoritative
    assert [said.text for said in node.mesh.of("call_1", "agent_said")] == [
        "Welcome. What would you like?",
        "Done, goodbye.",
    ]
    (said,) = node.mesh.of("call_1", "caller_said")
    assert (said.text, said.intent) == ("I want to book", "book")
    assert node.mesh.of("call_1", "ended")[0].disposition == "booked"
    assert node.mesh.of("call_1", "turn_measured")[0].platform_ms < 500
    assert "call_1" in node.mesh.closed
    assert [event.event.sequence for event in caller.received if event.HasField("event")]
    assert caller.of("state")
    assert caller.of("interim")[-1].text == "I want to book"
    assert caller.of("hang_up")[0].reason == call_pb2.END_REASON_AGENT_HUNG_UP


async def test_providers_get_what_the_agent_says(node, spec):
    spec.vocabulary.append("braces")
    async with node.call(spec) as caller:
        await caller.be_silent(0.5)
    (recognizer,) = node.mesh.recognize_configs
    assert (recognizer.adapter, recognizer.model, recognizer.language) == ("ears", "large", "en-IN")
    assert recognizer.settings["beam"] == 4
    assert not recognizer.interim_results
    (voice,) = node.mesh.synthesize_configs
    assert (voice.adapter, voice.voice, voice.speaking_rate) == ("mouth", "meera", 1.25)
    assert (voice.language, voice.settings["pitch"]) == ("en-IN", 60)
    assert node.mesh.organizations == {"org_1"}
    assert set(node.mesh.pools) == {("recognize", "core"), ("synthesize", "espeak")}
    assert any("braces" in expectation.phrases for expectation in node.mesh.expectations)


async def test_language_models_get_what_the_agent_says(node, spec):
    del spec.graph.nodes[:]
    spec.graph.start_node = "talk"
    talk = spec.graph.nodes.add(id="talk")
    talk.prompt.instructions = "Be kind."
    talk.edges.add(to="bye").otherwise.SetInParent()
    spec.graph.nodes.add(id="bye").hang_up.SetInParent()
    model = spec.language_model.add(adapter="mind", model="small", temperature=0.4, max_output_tokens=90)
    model.settings.update({"top_p": 0.5})
    node.mesh.deltas = ["How ", "can I help?"]
    async with node.call(spec) as caller:
        await caller.be_silent(0.6)
    (request, *_) = node.mesh.generate_requests
    assert (request.adapter, request.model, request.max_output_tokens) == ("mind", "small", 90)
    assert request.temperature == pytest.approx(0.4)
    assert request.settings["top_p"] == 0.5
    assert ("generate", "core") in node.mesh.pools


async def test_events_and_states_come_always_and_guesses_to_those_who_show_them(node, spec):
    node.mesh.texts = ["I want to book"]
    async with node.call(spec) as caller:
        await caller.be_silent(1.5)
        await caller.say(spoken("I want to book a cleaning"))
        silence = asyncio.create_task(caller.be_silent(5))
        await caller.ended()
        silence.cancel()
    assert caller.of("event")
    assert caller.of("state")
    assert not caller.of("interim")
    assert not caller.of("monitored")


async def test_an_operator_listens_whispers_talks_and_hands_back(node, spec):
    async with node.call(spec) as caller:
        await caller.send(monitor=voice_pb2.Monitor(on=True))
        await caller.be_silent(1.5)
        await caller.send(whisper=voice_pb2.Whisper(text="We close at six.", say=True, user_id="user_1"))
        await caller.be_silent(1.5)
        await caller.send(operator=voice_pb2.Operator(user_id="user_1"))
        for _ in range(10):
            await caller.send(operator_audio=b"\x31" * FRAME)
            await caller.be_silent(0.02)
        await caller.send(operator=voice_pb2.Operator())
        await caller.be_silent(1.5)
        await caller.send(monitor=voice_pb2.Monitor())
        await caller.send(end=voice_pb2.End())
        await caller.ended()
    assert b"\x31" * FRAME * 10 in caller.audio
    said = [event.agent_said.text for event in caller.of("event") if event.HasField("agent_said")]
    assert said == ["Welcome. What would you like?", "We close at six.", "What would you like?"]
    kinds = [event.WhichOneof("event") for event in caller.of("event")]
    assert [kind for kind in kinds if kind.startswith("operator")] == [
        "operator_whispered",
        "operator_took_over",
        "operator_handed_back",
    ]
    blocks = caller.of("monitored")
    assert {(len(block.caller), len(block.agent)) for block in blocks} == {(800, 800)}
    assert any(b"\x31" * 100 in block.agent for block in blocks)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"whisper": voice_pb2.Whisper()}, "whisper.text"),
        ({"whisper": voice_pb2.Whisper(text="x" * 1001)}, "whisper.text"),
        ({"operator_audio": bytes(70_000)}, "operator_audio"),
    ],
)
async def test_what_makes_no_sense_of_an_operator_is_refused_by_field(node, spec, message, field):
    async with node.call(spec) as caller:
        await caller.send(**message)
        with pytest.raises(InvalidArgument) as refusal:
            await caller.ended()
    assert refusal.value.violations[0].field == field


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"call_id": ""}, "start.call_id"),
        ({"caller_audio": {"encoding": 0, "sample_rate_hz": 8000}}, "start.caller_audio.encoding"),
        ({"caller_audio": {"encoding": 2, "sample_rate_hz": 44100}}, "start.caller_audio.sample_rate_hz"),
        ({"agent_audio": {"encoding": 2, "sample_rate_hz": 16000}}, "start.agent_audio.sample_rate_hz"),
    ],
)
async def test_a_wrong_start_is_refused_by_field(node, spec, change, field):
    start = start_of(spec)
    for name, value in change.items():
        if isinstance(value, dict):
            getattr(start, name).CopyFrom(type(start.caller_audio)(**value))
        else:
            setattr(start, name, value)
    async with node._calling(start) as caller:
        with pytest.raises(InvalidArgument) as refused:
            await caller.ended()
    assert refused.value.violations[0].field == field


async def test_the_first_message_must_be_start(node):
    stub = node.client.stub(voice_grpc.ConversationServiceStub)
    stream = stub.Converse(metadata=await node.client.authorize("org_1"))
    await stream.write(Request(audio=b"\xff" * 160))
    with pytest.raises(InvalidArgument):
        await stream.read()


async def test_a_key_that_is_none_ends_the_call_with_its_field(node, spec):
    async with node.call(spec) as caller:
        await caller.be_silent(0.2)
        await caller.send(digit=voice_pb2.DigitPressed(digit="x"))
        with pytest.raises(InvalidArgument):
            await caller.ended()
    await until(lambda: node.mesh.ended)


async def test_a_stream_that_breaks_ends_the_call(node, spec):
    async with node.call(spec) as caller:
        await caller.be_silent(0.5)
    await until(lambda: node.mesh.ended, 5)
    assert node.mesh.ended[0].reason == call_pb2.END_REASON_MEDIA_LOST
    await until(lambda: not node.admission.calls, 5)


async def test_the_callers_word_ends_the_call(node, spec):
    async with node.call(spec) as caller:
        await caller.be_silent(0.3)
        await caller.send(end=voice_pb2.End(reason=call_pb2.END_REASON_OPERATOR_HUNG_UP))
        await caller.ended()
    await until(lambda: node.mesh.ended, 5)
    assert node.mesh.ended[0].reason == call_pb2.END_REASON_OPERATOR_HUNG_UP


async def test_an_adapter_nobody_serves_ends_the_call(node, spec):
    spec.speech_to_text[0].adapter = "nobody"
    async with node.call(spec) as caller:
        await caller.ended()
    await until(lambda: node.mesh.ended, 5)
    assert node.mesh.ended[0].reason == call_pb2.END_REASON_PROVIDER_FAILED
    assert node.mesh.of("call_1", "provider_failed")[0].reason == "ADAPTER_UNKNOWN"


async def test_a_voice_refused_by_its_adapter_is_reported(node, spec):
    spec.text_to_speech[0].voice = "nobody"
    async with node.call(spec) as caller:
        await caller.ended()
    await until(lambda: node.mesh.ended, 5)
    failed = node.mesh.of("call_1", "provider_failed")[0]
    assert (failed.modality, failed.reason) == ("text_to_speech", "INVALID_ARGUMENT")


async def test_a_call_goes_on_when_the_archive_refuses_it(node, spec):
    node.mesh.archive_refusal = FailedPrecondition("another rate", reason="SAMPLE_RATE_CHANGED")
    async with node.call(spec) as caller:
        await caller.be_silent(2.5)
        assert caller.of("audio")
        assert not caller.reading.done()
    await until(lambda: node.mesh.ended, 5)
    assert node.mesh.archives_opened == 1


async def test_a_full_node_refuses_another_call(start_node, spec):
    async with start_node(max_conversations=1) as node, node.call(spec, "call_1") as first:
        await first.be_silent(0.2)
        async with node.call(spec, "call_2") as second:
            with pytest.raises(ResourceExhausted):
                await second.ended()


async def test_a_late_event_loop_refuses_calls(node, spec):
    node.lag._late_ms.extend([200.0] * 100)
    async with node.call(spec) as caller:
        with pytest.raises(ResourceExhausted) as refused:
            await caller.ended()
    assert refused.value.reason == "NODE_BUSY"


async def test_a_node_that_stops_lets_no_call_in_and_ends_what_runs_in_time(node, spec):
    async with node.call(spec, "call_1") as caller:
        await caller.be_silent(0.2)
        draining = asyncio.create_task(node.admission.drain(3.5))
        await asyncio.sleep(0)
        async with node.call(spec, "call_2") as second:
            with pytest.raises(Unavailable):
                await second.ended()
        async with asyncio.timeout(5):
            await draining
    assert [end.reason for end in node.mesh.ended] == [call_pb2.END_REASON_PLATFORM_ERROR]
