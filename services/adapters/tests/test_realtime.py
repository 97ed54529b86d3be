import asyncio
from contextlib import asynccontextmanager

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1 import realtime_service_pb2 as rt
from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_REALTIME
from voicera.common.v1 import audio_pb2
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import (
    Description,
    Message,
    Modality,
    RealtimeCapabilities,
    Role,
    Tool,
    ToolCall,
    Voice,
)
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.realtime import (
    AnswerAudio,
    AnswerEnd,
    AnswerText,
    CallerStarted,
    CallerStopped,
    CallerTranscript,
    Outcome,
    TokenUsage,
)
from voicera_adapters.vendors.pocketsphinx.settings import PocketsphinxSettings
from voicera_kit.errors import InvalidArgument, ServiceError, Unavailable

BLOCK = b"\xff" * 800


class FakeTalk:
    """Writes down what it is told, and does what the test says."""

    def __init__(self):
        self.told = []
        self.does = asyncio.Queue()

    async def hear(self, audio):
        self.told.append(len(audio))

    async def say(self, message):
        self.told.append(message)

    async def tool_result(self, tool_call_id, result):
        self.told.append((tool_call_id, result))

    async def played(self, answer, played_ms):
        self.told.append(("played", answer, played_ms))

    async def interrupt(self):
        self.told.append("interrupt")

    async def update(self, instructions, tools):
        self.told.append((instructions, tools))

    async def events(self):
        while True:
            event = await self.does.get()
            if isinstance(event, Exception):
                raise event
            yield event


class FakeVendor:
    description = Description(
        id="fake",
        modality=Modality.REALTIME,
        display_name="Fake",
        languages=("en-US", "hi"),
        capabilities=RealtimeCapabilities(tools=True, caller_transcripts=True, sample_rates_hz=(24_000,)),
        settings=PocketsphinxSettings,
        models=("small",),
        voices=(Voice("anna", "Anna", ""),),
    )

    def __init__(self):
        self.opened = []
        self.closed = 0

    @asynccontextmanager
    async def talk(self, options):
        talk = FakeTalk()
        self.opened.append((options, talk))
        try:
            yield talk
        finally:
            self.closed += 1


@pytest.fixture
def vendor():
    return FakeVendor()


@pytest.fixture
async def client(serving, vendor):
    async with serving(Adapters({}, {}, {}, realtime={"fake": vendor})) as client:
        yield client


@pytest.fixture
def config(phone):
    def make(**changes):
        return rt.TalkConfig(**({"adapter": "fake", "audio_format": phone} | changes))

    return make


@pytest.fixture
def opened(client, vendor, config):
    async def open_stream():
        stream = await client.talk()
        await stream.say(config=config())
        assert isinstance(await stream.hear(), rt.TalkReady)
        return stream, vendor.opened[-1][1]

    return open_stream


async def refusal(stream) -> ServiceError:
    with pytest.raises(ServiceError) as caught:
        await stream.hear_all()
    return caught.value


def fields(error):
    assert isinstance(error, InvalidArgument), error
    return [each.field for each in error.violations]


async def test_the_catalogue_tells_what_it_can_do(client):
    listed = (await client.catalogue(MODALITY_REALTIME))["fake"]
    assert (listed.realtime.tools, listed.realtime.caller_transcripts) == (True, True)
    assert listed.realtime.sample_rates_hz == [24_000]
    assert listed.voices[0].id == "anna"


async def test_every_part_of_the_configuration_reaches_the_vendor(client, vendor, config):
    made = config(
        model="small", voice="anna", language="hi-IN", instructions="Be brief.", temperature=0.5,
        tools=[llm.ToolDefinition(name="book", description="Books.")],
        messages=[llm.Message(role=llm.MESSAGE_ROLE_ASSISTANT, text="Hello.")],
    )  # fmt: skip
    made.settings.update({"pace": "slow"})
    stream = await client.talk()
    await stream.say(config=made)
    await stream.hear()
    options = vendor.opened[0][0]
    assert (options.model, options.voice, options.language) == ("small", "anna", "hi-IN")
    assert (options.instructions, options.temperature) == ("Be brief.", 0.5)
    assert (options.settings, options.tools) == ({"pace": "slow"}, (Tool("book", "Books.", {}),))
    assert options.messages == (Message(Role.ASSISTANT, "Hello."),)
    assert (options.format.encoding.name, options.format.sample_rate_hz) == ("MULAW", 8000)
    await stream.end()
    assert await stream.hear() is None
    assert vendor.closed == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"adapter": "nobody"}, "config.adapter"),
        ({"model": "huge"}, "config.model"),
        ({"voice": "otto"}, "config.voice"),
        ({"language": "de"}, "config.language"),
        ({"temperature": 2.5}, "config.temperature"),
        ({"audio_format": audio_pb2.AudioFormat(sample_rate_hz=8000)}, "config.audio_format.encoding"),
        ({"messages": [llm.Message(text="Who?")]}, "config.messages[0].role"),
        ({"messages": [llm.Message(role=llm.MESSAGE_ROLE_TOOL)]}, "config.messages[0].tool_call_id"),
    ],
)
async def test_a_wrong_configuration_is_refused_by_field(client, vendor, config, changes, field):
    stream = await client.talk()
    await stream.say(config=config(**changes))
    assert fields(await refusal(stream)) == [field]
    assert not vendor.opened


async def test_the_configuration_comes_first_and_once(client, opened, config):
    stream = await client.talk()
    await stream.say(audio=BLOCK)
    assert fields(await refusal(stream)) == ["config"]
    stream, _ = await opened()
    await stream.say(config=config())
    assert fields(await refusal(stream)) == ["config"]


def user(text):
    return llm.Message(role=llm.MESSAGE_ROLE_USER, text=text)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({}, "message"),
        ({"audio": b"\xff" * 16_001}, "audio"),
        ({"text": user("  ")}, "text.text"),
        ({"text": user("a" * 10_001)}, "text.text"),
        ({"text": llm.Message(role=llm.MESSAGE_ROLE_ASSISTANT, text="Me?")}, "text.role"),
        ({"tool_result": rt.ToolResult(tool_call_id="c1", result_json="{}")}, "tool_result.tool_call_id"),
        ({"played": rt.Played(played_ms=1)}, "played.answer"),
        ({"played": rt.Played(answer=1, played_ms=-1)}, "played.played_ms"),
    ],
)
async def test_a_wrong_message_is_refused_by_field(opened, vendor, message, field):
    stream, _ = await opened()
    await stream.say(**message)
    assert fields(await refusal(stream)) == [field]
    assert vendor.closed == 1


async def test_half_a_sample_is_refused(client, config):
    wide = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=8000)
    stream = await client.talk()
    await stream.say(config=config(audio_format=wide))
    await stream.hear()
    await stream.say(audio=b"\x00" * 3)
    assert fields(await refusal(stream)) == ["audio"]


async def test_messages_reach_the_model_in_order(opened):
    stream, talk = await opened()
    await stream.say(audio=BLOCK)
    await stream.say(text=llm.Message(role=llm.MESSAGE_ROLE_SYSTEM, text="Greet."))
    await stream.say(played=rt.Played(answer=1, played_ms=120))
    await stream.say(interrupt=rt.Interrupt())
    await stream.say(update=rt.TalkUpdate(instructions="Hurry.", tools=[llm.ToolDefinition(name="end")]))
    await stream.end()
    assert await stream.hear() is None
    assert talk.told == [
        800,
        Message(Role.SYSTEM, "Greet."),
        ("played", 1, 120),
        "interrupt",
        ("Hurry.", (Tool("end", "", {}),)),
    ]


async def test_what_the_model_does_is_told_in_order(opened):
    stream, talk = await opened()
    for event in (
        CallerStarted(100),
        CallerStopped(),
        CallerTranscript("hel"),
        CallerTranscript("hello", final=True),
        AnswerText(1, "Hi"),
        AnswerAudio(1, BLOCK),
        ToolCall("c1", "book", {"day": "monday", "times": [1, 2]}),
        AnswerEnd(1, Outcome.LENGTH, TokenUsage(text_read=5, audio_written=7)),
    ):
        await talk.does.put(event)
    heard = [await stream.hear() for _ in range(8)]
    started, stopped, interim, final, text, audio, call, end = heard
    assert started.at_ms == 100
    assert not stopped.HasField("at_ms")
    assert [(interim.text, interim.final), (final.text, final.final)] == [("hel", False), ("hello", True)]
    assert [(text.answer, text.delta), (audio.answer, audio.audio)] == [(1, "Hi"), (1, BLOCK)]
    assert (call.id, call.name, call.arguments["day"], list(call.arguments["times"])) == (
        "c1", "book", "monday", [1, 2],
    )  # fmt: skip
    assert (end.answer, end.outcome, [each.quantity for each in end.usage]) == (
        1, rt.ANSWER_OUTCOME_LENGTH, [5, 7],
    )  # fmt: skip
    await stream.say(tool_result=rt.ToolResult(tool_call_id="c1", result_json='{"ok": true}'))
    await stream.end()
    assert await stream.hear() is None
    assert talk.told == [("c1", '{"ok": true}')]


async def test_a_result_that_is_no_json_is_refused(opened):
    stream, talk = await opened()
    await talk.does.put(ToolCall("c1", "book", {}))
    await stream.hear()
    await stream.say(tool_result=rt.ToolResult(tool_call_id="c1", result_json="{"))
    assert fields(await refusal(stream)) == ["tool_result.result_json"]


async def test_what_no_message_can_say_was_not_understood(opened):
    stream, talk = await opened()
    await talk.does.put(AnswerText(1, 7))
    assert (await refusal(stream)).reason == ANSWER_INVALID


async def test_a_vendor_that_fails_ends_the_conversation(opened, vendor):
    stream, talk = await opened()
    await talk.does.put(Unavailable("gone"))
    assert isinstance(await refusal(stream), Unavailable)
    assert vendor.closed == 1


async def test_an_interruption_overtakes_the_audio_that_waits(opened):
    """More than gRPC takes at once, so that most of it waits; the caller does not wait behind it."""
    stream, talk = await opened()
    for _ in range(400):
        await talk.does.put(AnswerAudio(1, bytes(40_000)))
    await talk.does.put(CallerStarted())
    while not talk.does.empty():  # noqa: ASYNC110 - a queue tells no event when it is empty
        await asyncio.sleep(0.01)
    await talk.does.put(AnswerEnd(1, Outcome.INTERRUPTED, TokenUsage()))
    heard = []
    while not heard or not isinstance(heard[-1], rt.AnswerEnd):
        heard.append(await stream.hear())
    names = [each.DESCRIPTOR.name for each in heard]
    assert names[-2:] == ["CallerStarted", "AnswerEnd"]
    assert len(names) < 200
