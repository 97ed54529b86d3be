"""Checks of Generate."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jsonschema
from google.protobuf import json_format

from adapter_verify.checks import Checks, Failed, Skipped, require
from adapter_verify.refusal import Refusal
from adapter_verify.refusing import add_model_refusal, add_refusals
from adapter_verify.server import END, Stream, shown
from adapter_verify.subject import Subject, struct
from adapter_verify.usage import require_usage
from voicera.ai.v1 import language_model_service_pb2 as pb
from voicera.ai.v1 import language_model_service_pb2_grpc as pb_grpc

checks: Checks[Subject] = Checks("generate")
HELLO = pb.Message(role=pb.MESSAGE_ROLE_USER, text="Please say hello in a few words.")
ASKS_FOR_WEATHER = pb.Message(
    role=pb.MESSAGE_ROLE_USER, text="What is the weather in Pune? Call get_weather to find out."
)
GET_WEATHER = pb.ToolDefinition(
    name="get_weather",
    description="Tells the weather of a city right now.",
    parameters=struct({
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    }),
)
SHAPE = {
    "type": "object",
    "properties": {"greeting": {"type": "string"}},
    "required": ["greeting"],
    "additionalProperties": False,
}
_MOST_DELTAS = 100_000


@dataclass(slots=True)
class Answer:
    text: str = ""
    calls: list[pb.ToolCall] = field(default_factory=list)
    finish: pb.GenerationFinish = field(default_factory=pb.GenerationFinish)


def request_of(
    subject: Subject, messages: Sequence[pb.Message] = (HELLO,), **changes: Any
) -> pb.GenerateRequest:
    given = {
        "adapter": subject.adapter.id,
        "model": subject.model,
        "messages": messages,
        "settings": subject.settings,
    }
    return pb.GenerateRequest(**{**given, **changes})


def generating(subject: Subject, request: pb.GenerateRequest) -> Stream:
    stub: Any = pb_grpc.LanguageModelServiceStub(subject.server.channel)
    return subject.server.stream(stub.Generate, request)


async def answered(stream: Stream) -> Answer:
    """Return the whole answer. Raises Refusal."""
    answer = Answer()
    expected = "deltas and then exactly one finish"
    for _ in range(_MOST_DELTAS):
        delta = await stream.hear(expected)
        require(delta is not END and delta.WhichOneof("message"), expected, shown(delta))
        if delta.HasField("finish"):
            answer.finish = delta.finish
            _require_finish(answer)
            await stream.hear_end("the stream to end after finish")
            return answer
        answer.text += delta.text_delta
        if delta.HasField("tool_call"):
            answer.calls.append(delta.tool_call)
    stream.cancel()
    raise Failed(expected, f"{_MOST_DELTAS} deltas")


async def answer_of(subject: Subject, messages: Sequence[pb.Message] = (HELLO,), **changes: Any) -> Answer:
    try:
        return await answered(generating(subject, request_of(subject, messages, **changes)))
    except Refusal as refusal:
        raise subject.rethrow(refusal, "an answer") from None


async def require_wrong(subject: Subject, field: str, **changes: Any) -> None:
    stream = generating(subject, request_of(subject, **changes))
    await subject.require_refused(stream, field)


@checks
async def answers(subject: Subject) -> None:
    """A conversation is answered by deltas and one finish."""
    answer = await answer_of(subject)
    require(answer.text.strip(), "words", "none")


@checks
async def remembers(subject: Subject) -> None:
    """A conversation has instructions and turns of both sides."""
    messages = (
        pb.Message(role=pb.MESSAGE_ROLE_SYSTEM, text="You are the reception of a clinic."),
        pb.Message(role=pb.MESSAGE_ROLE_ASSISTANT, text="Good morning!"),
        pb.Message(role=pb.MESSAGE_ROLE_USER, text="Hello. 🎉 Are you open today?"),
        pb.Message(role=pb.MESSAGE_ROLE_ASSISTANT, text="We are."),
        HELLO,
    )
    require((await answer_of(subject, messages)).text.strip(), "words", "none")


@checks
async def two_conversations(subject: Subject) -> None:
    """Answers do not know of each other."""
    one = generating(subject, request_of(subject))
    other = generating(subject, request_of(subject))
    try:
        await answered(other)
        await answered(one)
    except Refusal as refusal:
        raise subject.rethrow(refusal, "two answers") from None


@checks
async def canceled(subject: Subject) -> None:
    """A caller who does not want the rest leaves room for the next."""
    stream = generating(subject, request_of(subject))
    try:
        await stream.hear("a delta")
    except Refusal as refusal:
        raise subject.rethrow(refusal, "a delta") from None
    stream.cancel()
    await answer_of(subject)


@checks
async def tools(subject: Subject) -> None:
    """A tool is called with an id, its name and arguments of its schema, and its result is answered."""
    if not subject.adapter.language_model.tools:
        raise Skipped("it does not call tools")
    answer = await answer_of(subject, (ASKS_FOR_WEATHER,), tools=[GET_WEATHER])
    if not answer.calls:
        raise Skipped(f"it did not call the tool it was asked to call, but said {answer.text!r}")
    for call in answer.calls:
        _require_call(call)
    messages = [
        ASKS_FOR_WEATHER,
        pb.Message(role=pb.MESSAGE_ROLE_ASSISTANT, text=answer.text, tool_calls=answer.calls),
        *(
            pb.Message(role=pb.MESSAGE_ROLE_TOOL, tool_call_id=each.id, text='{"sky": "clear"}')
            for each in answer.calls
        ),
    ]
    await answer_of(subject, messages, tools=[GET_WEATHER])


@checks
async def response_schema(subject: Subject) -> None:
    """An answer has the shape asked for; who cannot keep to one refuses it by name."""
    if not subject.adapter.language_model.response_schema:
        await require_wrong(subject, "response_schema", response_schema=struct(SHAPE))
        return
    answer = await answer_of(subject, response_schema=struct(SHAPE))
    try:
        jsonschema.validate(json.loads(answer.text), SHAPE)
    except (ValueError, jsonschema.ValidationError):
        raise Failed(f"JSON that meets {json.dumps(SHAPE)}", repr(answer.text)) from None


@checks
async def shortest(subject: Subject) -> None:
    """A short limit ends the answer, or is refused with an error that says so."""
    try:
        await answered(generating(subject, request_of(subject, max_output_tokens=1)))
    except Refusal as refusal:
        subject.require_typed(refusal)


@checks
async def no_messages(subject: Subject) -> None:
    """A conversation without messages is refused by name."""
    await require_wrong(subject, "messages", messages=())


@checks
async def no_role(subject: Subject) -> None:
    """A message without a role is refused by name."""
    await require_wrong(subject, "messages[0].role", messages=[pb.Message(text="Hello.")])


@checks
async def wrong_temperature(subject: Subject) -> None:
    """A temperature above 2 is refused by name."""
    await require_wrong(subject, "temperature", temperature=3)


@checks
async def wrong_length(subject: Subject) -> None:
    """A negative length is refused by name."""
    await require_wrong(subject, "max_output_tokens", max_output_tokens=-1)


add_refusals(checks, require_wrong)
add_model_refusal(checks, require_wrong)


def _require_finish(answer: Answer) -> None:
    finish = answer.finish
    reason = pb.FinishReason.Name(finish.reason)
    require(finish.reason != pb.FINISH_REASON_UNSPECIFIED, "a reason of the finish", "none")
    require(min(finish.input_tokens, finish.output_tokens) >= 0, "tokens that are not negative", finish)
    require_usage(finish.usage)
    calls = finish.reason == pb.FINISH_REASON_TOOL_CALLS
    require(calls == bool(answer.calls), "TOOL_CALLS with tool calls, and only then", reason)


def _require_call(call: pb.ToolCall) -> None:
    require(call.id, "an id of the tool call", "none")
    require(call.name == GET_WEATHER.name, f"a call of {GET_WEATHER.name}", call.name)
    try:
        jsonschema.validate(
            json_format.MessageToDict(call.arguments), json_format.MessageToDict(GET_WEATHER.parameters)
        )
    except jsonschema.ValidationError as error:
        raise Failed("arguments that meet the tool's schema", error.message) from None
