"""Against a local server that speaks the wire format of chat completions."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera_adapters.net import ANSWER_INVALID
from voicera_kit.errors import (
    DeadlineExceeded,
    FailedPrecondition,
    InvalidArgument,
    Unavailable,
)

from .rigs.chat_completions import DONE, chunk, part

KEY = "sk-test"
USAGE = chunk(usage={"prompt_tokens": 11, "completion_tokens": 3, "total_tokens": 14})
HELLO = (chunk({"role": "assistant", "content": ""}), chunk({"content": "Hel"}), chunk({"content": "lo"}))
STOPPED = (*HELLO, chunk({}, "stop"), USAGE, DONE)


class Provider:
    """Answers every request alike; "hang" in the body waits for the client to leave, "busy" comments till then."""

    def __init__(self):
        self.requests = []
        self.headers = {"content-type": "text/event-stream"}
        self.body = STOPPED

    async def serve(self, reader, writer):
        with closing(writer), suppress(ConnectionError):
            await self._answer(reader, writer)

    async def _answer(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
        body = json.loads(await reader.readexactly(int(fields["content-length"])))
        self.requests.append((head.split(" ")[1], fields, body))
        lines = [
            "HTTP/1.1 200 OK",
            "connection: close",
            *(f"{k}: {v}" for k, v in self.headers.items()),
        ]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        for piece in self.body:
            if piece == "hang":
                await reader.read(1)
                return
            while piece == "busy":
                writer.write(b": busy\n\n")
                await writer.drain()
                await asyncio.sleep(0.02)
            writer.write(piece)
            await writer.drain()


@pytest.fixture
async def provider():
    made = Provider()
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    yield made
    server.close()


@pytest.fixture
def talking(serving_vendors, provider, monkeypatch):
    @asynccontextmanager
    async def open_client(*, base_url=None, api_key=KEY, adapter="openai", **settings) -> AsyncIterator:
        url = provider.url if base_url is None else base_url
        monkeypatch.setenv(f"VOICERA_{adapter.upper()}_BASE_URL", url)
        monkeypatch.setenv(f"VOICERA_{adapter.upper()}_API_KEY", api_key)
        async with serving_vendors(adapters=adapter, **settings) as client:
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


@pytest.mark.parametrize(
    "spoiled",
    [
        (part(0, '{"day": NaN}', id="a", function={"name": "book"}), chunk({}, "tool_calls")),
        (part(0, '{"days": [1e999]}', id="a", function={"name": "book"}), chunk({}, "tool_calls")),
        (part(0, '{"day": ' + "9" * 400 + "}", id="a", function={"name": "book"}), chunk({}, "tool_calls")),
        (chunk({"content": "half of an emoji: \ud83d"}), chunk({}, "stop")),
        (chunk({"content": ["no text"]}), chunk({}, "stop")),
        (chunk({}, "stop", usage={"prompt_tokens": "many"}),),
        (chunk({}, "stop", usage={"prompt_tokens": 2**40}),),
    ],
    ids=["nan", "infinite", "too large", "half a pair", "no text", "no count", "no such count"],
)
async def test_what_no_delta_can_say_is_not_understood(client, provider, spoiled):
    provider.body = (*spoiled, DONE)
    with pytest.raises(Unavailable) as caught:
        await client.answer(request())
    assert caught.value.reason == ANSWER_INVALID


async def test_tool_calls_are_put_together_from_their_parts(client, provider):
    provider.body = (
        chunk({"content": "One moment."}),
        part(0, '{"da', id="a", function={"name": "book"}),
        part(1, "", id="b", function={"name": "done"}),
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
    provider.body = (part(0, '{"cut', id="a", function={"name": "x"}), chunk({}, said), DONE) if said == "length" else (
        chunk({"content": "x"}, said), DONE,
    )  # fmt: skip
    *_, finish = await client.answer(request())
    assert finish.reason == meant


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
        (part(0, "[1]", id="a", function={"name": "x"}), chunk({}, "tool_calls"), DONE),
        (part(0, "{", id="a", function={"name": "x"}), chunk({}, "tool_calls"), DONE),
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
    async with talking(base_url="http://127.0.0.1:9/v1") as client:
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


async def test_comments_are_no_words(talking, provider):
    provider.body = ("busy",)
    async with talking(openai_timeout_s=0.2) as client:
        with pytest.raises(DeadlineExceeded):
            await client.answer(request())


async def test_an_answer_is_over_though_its_connection_is_not(client, provider):
    provider.body = (*STOPPED, "hang")
    *words, finish = await client.answer(request())
    assert ("".join(words), finish.output_tokens) == ("Hello", 3)


async def test_calls_with_one_number_are_told_apart_by_their_ids(client, provider):
    provider.body = (
        part(0, '{"n": 1}', id="a", function={"name": "book"}),
        part(0, '{"n": 2}', id="b", function={"name": "book"}),
        chunk({}, "stop"),
        DONE,
    )
    first, second, finish = await client.answer(request())
    assert [(each.id, dict(each.arguments)) for each in (first, second)] == [("a", {"n": 1}), ("b", {"n": 2})]
    assert finish.reason == llm.FINISH_REASON_TOOL_CALLS


async def test_without_a_key_openai_itself_is_not_asked(talking, provider):
    async with talking(base_url="", api_key="") as client:
        assert (await client.catalogue())["openai"].credential_needed
        with pytest.raises(FailedPrecondition) as caught:
            await client.answer(request())
        assert caught.value.reason == "PROVIDER_KEY_MISSING"


async def test_a_local_server_needs_no_key(talking, provider):
    async with talking(api_key="") as client:
        listed = (await client.catalogue())["openai"]
        assert (listed.credential_needed, listed.any_model) == (False, True)
        await client.answer(request())
    assert "authorization" not in provider.requests[0][1]


@pytest.mark.parametrize("version", ["", "/v1"])
async def test_sarvams_address_may_have_its_version(talking, provider, version):
    root = provider.url.removesuffix("/v1")
    async with talking(adapter="sarvam", base_url=root + version) as client:
        await client.answer(request(adapter="sarvam"))
    assert provider.requests[0][0] == "/v1/chat/completions"


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
