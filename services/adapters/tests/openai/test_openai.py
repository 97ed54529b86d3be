"""Against a local server that speaks the wire format of chat completions."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    ResourceExhausted,
    ServiceError,
    Unavailable,
)

KEY = "sk-test"


def chunk(delta=None, finish=None, **more):
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    made = {
        "id": "c1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "m",
        "choices": choices,
        **more,
    }
    return b"data: " + json.dumps(made).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"
USAGE = chunk(usage={"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14})
HELLO = (chunk({"role": "assistant", "content": ""}), chunk({"content": "Hel"}), chunk({"content": "lo"}))
STOPPED = (*HELLO, chunk({}, "stop"), USAGE, DONE)


class Provider:
    """Answers every request alike; "hang" in the body waits for the client to leave."""

    def __init__(self):
        self.requests = []
        self.status = 200
        self.headers = {"content-type": "text/event-stream"}
        self.body = STOPPED
        self.left = 0

    async def serve(self, reader, writer):
        try:
            await self._answer(reader, writer)
        except ConnectionError:
            self.left += 1
        finally:
            writer.close()

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = json.loads(await reader.readexactly(int(fields["content-length"])))
        self.requests.append((head.split(" ")[1], fields, body))
        lines = [
            f"HTTP/1.1 {self.status} X",
            "connection: close",
            *(f"{k}: {v}" for k, v in self.headers.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        for part in self.body:
            if part == "hang":
                left = await reader.read(1) == b""
                self.left += left
                return
            writer.write(part)
            await writer.drain()


@pytest.fixture
async def provider():
    made = Provider()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    yield made
    server.close()


@pytest.fixture
def talking(serving_vendors, provider):
    @asynccontextmanager
    async def open_client(**changes) -> AsyncIterator:
        settings = {"adapters": "openai", "openai_base_url": provider.url, "openai_api_key": KEY}
        async with serving_vendors(**(settings | changes)) as client:
            yield client

    return open_client


@pytest.fixture
async def client(talking):
    async with talking() as client:
        yield client


def user(text="hello"):
    return llm.Message(role=llm.MESSAGE_ROLE_USER, text=text)


def request(*messages, settings=None, **changes):
    made = llm.GenerateRequest(
        **({"adapter": "openai", "model": "m", "messages": messages or [user()]} | changes)
    )
    made.settings.update(settings or {})
    return made


async def test_words_come_as_deltas_and_the_finish_with_its_counts(client, provider):
    *words, finish = await client.answer(request())
    assert words == ["Hel", "lo"]
    assert (finish.reason, finish.input_tokens, finish.output_tokens) == (llm.FINISH_REASON_STOP, 11, 3)
    path, headers, body = provider.requests[0]
    assert path == "/v1/chat/completions"
    assert headers["authorization"] == f"bearer {KEY}"
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "hello"}],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


async def test_every_setting_reaches_the_provider(client, provider):
    settings = {
        "top_p": 0.5, "frequency_penalty": 0.25, "presence_penalty": -1, "seed": 7,
        "stop": ["END"], "reasoning_effort": "low",
    }  # fmt: skip
    await client.answer(request(settings=settings, temperature=0.0, max_output_tokens=50))
    body = provider.requests[0][2]
    assert {name: body[name] for name in settings} == settings
    assert (body["temperature"], body["max_tokens"]) == (0.0, 50)


async def test_a_conversation_with_tools_is_written_their_way(client, provider):
    call = llm.ToolCall(id="c1", name="book")
    call.arguments.update({"day": "सोमवार", "people": 2})
    tool = llm.ToolDefinition(name="book", description="Books")
    tool.parameters.update({"type": "object", "properties": {"day": {"type": "string"}}})
    await client.answer(
        request(
            llm.Message(role=llm.MESSAGE_ROLE_SYSTEM, text="Be brief."),
            user("book it"),
            llm.Message(role=llm.MESSAGE_ROLE_ASSISTANT, tool_calls=[call]),
            llm.Message(role=llm.MESSAGE_ROLE_TOOL, tool_call_id="c1", text='{"ok":true}'),
            tools=[tool, llm.ToolDefinition(name="done")],
        )
    )
    body = provider.requests[0][2]
    system, asked, called, result = body["messages"]
    assert system == {"role": "system", "content": "Be brief."}
    assert asked == {"role": "user", "content": "book it"}
    assert called["content"] is None
    assert called["tool_calls"][0]["function"]["name"] == "book"
    assert json.loads(called["tool_calls"][0]["function"]["arguments"]) == {"day": "सोमवार", "people": 2}
    assert result == {"role": "tool", "content": '{"ok":true}', "tool_call_id": "c1"}
    assert [each["function"]["name"] for each in body["tools"]] == ["book", "done"]
    assert body["tools"][0]["function"]["parameters"]["properties"] == {"day": {"type": "string"}}
    assert body["tools"][1]["function"]["parameters"] == {"type": "object", "properties": {}}


def part(index, arguments="", **more):
    return chunk({
        "tool_calls": [{"index": index, "function": {"arguments": arguments, **more.pop("f", {})}, **more}]
    })


async def test_tool_calls_are_put_together_from_their_parts(client, provider):
    provider.body = (
        chunk({"content": "One moment."}),
        part(0, '{"da', id="a", f={"name": "book"}),
        part(1, "", id="b", f={"name": "done"}),
        part(0, 'y": "monday"}'),
        chunk({}, "tool_calls"),
        USAGE,
        DONE,
    )
    words, first, second, finish = await client.answer(request())
    assert words == "One moment."
    assert (first.id, first.name, dict(first.arguments)) == ("a", "book", {"day": "monday"})
    assert (second.id, second.name, dict(second.arguments)) == ("b", "done", {})
    assert finish.reason == llm.FINISH_REASON_TOOL_CALLS


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("length", llm.FINISH_REASON_LENGTH),
        ("content_filter", llm.FINISH_REASON_CONTENT_FILTER),
        ("something_new", llm.FINISH_REASON_STOP),
    ],
)
async def test_the_reason_of_the_finish_is_told(client, provider, said, meant):
    provider.body = (part(0, '{"cut', id="a", f={"name": "x"}), chunk({}, said), DONE) if said == "length" else (
        chunk({"content": "x"}, said), DONE,
    )  # fmt: skip
    *_, finish = await client.answer(request())
    assert finish.reason == meant


@pytest.mark.parametrize(
    ("status", "error", "reason"),
    [
        (401, FailedPrecondition, "PROVIDER_KEY_REJECTED"),
        (403, FailedPrecondition, "PROVIDER_KEY_REJECTED"),
        (429, ResourceExhausted, "RESOURCE_EXHAUSTED"),
        (400, InvalidArgument, "INVALID_ARGUMENT"),
        (404, InvalidArgument, "INVALID_ARGUMENT"),
        (422, InvalidArgument, "INVALID_ARGUMENT"),
        (500, Unavailable, "UNAVAILABLE"),
        (503, Unavailable, "UNAVAILABLE"),
        (418, Unavailable, "UNAVAILABLE"),
    ],
)
async def test_refusals_are_told_in_our_words(client, provider, status, error, reason):
    secret = "Incorrect key sk-live-secret"
    body = {"error": {"message": secret, "param": "max_tokens", "code": "x", "type": "y"}}
    provider.status, provider.body = status, (json.dumps(body).encode(),)
    provider.headers = {"content-type": "application/json", "retry-after": "7"}
    with pytest.raises(ServiceError) as caught:
        await client.answer(request())
    assert (type(caught.value), caught.value.reason) == (error, reason)
    assert "sk-live" not in str(caught.value)
    assert len(provider.requests) == 1
    if status == 429:
        assert caught.value.retry_after.total_seconds() == 7
    if status == 400:
        assert caught.value.violations[0].field == "max_output_tokens"


@pytest.mark.parametrize(
    "body",
    [
        (b"data: {not json\n\n",),
        (b"data: [1, 2]\n\n",),
        (b"data: 5\n\n",),
        (b'data: {"choices": 5}\n\n',),
        (b'data: {"choices": [null]}\n\n',),
        (b'data: {"choices": [{"delta": {"tool_calls": 5}}]}\n\n',),
        (b"data: \xff\xfe\n\n",),
        (b"<html>hello</html>",),
        (),
        HELLO,
        (part(0, "[1]", id="a", f={"name": "x"}), chunk({}, "tool_calls"), DONE),
        (part(0, "{", id="a", f={"name": "x"}), chunk({}, "tool_calls"), DONE),
        (b'data: {"error": {"message": "overloaded", "type": "server_error"}}\n\n',),
    ],
)
async def test_an_answer_that_is_none_is_an_unavailable_provider(client, provider, body):
    provider.body = body
    with pytest.raises(Unavailable):
        await client.answer(request())


async def test_a_connection_that_breaks_is_an_unavailable_provider(client, provider):
    provider.headers = {"content-type": "text/event-stream", "content-length": "100000"}
    provider.body = HELLO
    with pytest.raises(Unavailable):
        await client.answer(request())


async def test_no_server_is_an_unavailable_provider(talking):
    async with talking(openai_base_url="http://127.0.0.1:9/v1") as client:
        with pytest.raises(Unavailable):
            await client.answer(request())


@pytest.mark.parametrize("body", [("hang",), (*HELLO, "hang")])
async def test_a_silent_provider_times_out(client, provider, body):
    provider.body = body
    with pytest.raises(DeadlineExceeded):
        await client.answer(request(settings={"timeout_s": 0.2}))


async def test_an_agent_cannot_wait_longer_than_a_voice_node_does(client):
    with pytest.raises(InvalidArgument) as caught:
        await client.answer(request(settings={"timeout_s": 11}))
    assert [each.field for each in caught.value.violations] == ["settings.timeout_s"]


async def test_the_installation_bounds_the_wait(talking, provider):
    provider.body = ("hang",)
    async with talking(openai_timeout_s=0.2) as client:
        with pytest.raises(DeadlineExceeded):
            await client.answer(request())


async def test_cancelling_the_call_closes_the_request(client, provider, eventually):
    provider.body = (*HELLO, "hang")
    call = await client.generate(request())
    async for first in call:
        assert first.text_delta == "Hel"
        break
    call.cancel()
    await eventually(lambda: provider.left == 1)


async def test_without_key_and_server_the_adapter_says_what_is_missing(talking):
    async with talking(openai_base_url="", openai_api_key="") as client:
        listed = (await client.catalogue())["openai"]
        assert "VOICERA_OPENAI_API_KEY" in listed.unavailable_reason
        with pytest.raises(FailedPrecondition) as caught:
            await client.answer(request())
        assert caught.value.reason == "PROVIDER_KEY_MISSING"


async def test_a_local_server_needs_no_key(talking, provider):
    async with talking(openai_api_key="") as client:
        listed = (await client.catalogue())["openai"]
        assert (listed.unavailable_reason, listed.any_model) == ("", True)
        await client.answer(request())
    assert "sk-" not in provider.requests[0][1]["authorization"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"model": ""}, "model"),
        ({"settings": {"top_p": 2}}, "settings.top_p"),
        ({"settings": {"nonsense": 1}}, "settings.nonsense"),
    ],
)
async def test_a_wrong_request_is_refused_by_field(client, provider, changes, field):
    with pytest.raises(InvalidArgument) as caught:
        await client.answer(request(**changes))
    assert [each.field for each in caught.value.violations] == [field]
    assert provider.requests == []
