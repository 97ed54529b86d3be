"""How conversations are written for servers of chat completions."""

import json

import pytest

from voicera_adapters.contract import Generation, Message, Role, Tool, ToolCall
from voicera_adapters.vendors.openai.presets import PRESETS
from voicera_adapters.vendors.openai.request import request_of
from voicera_adapters.vendors.openai.settings import OpenAISettings

HELLO = Message(Role.USER, "hello")


def written(*messages, **changes):
    generation = Generation("m", messages or (HELLO,), **changes)
    return request_of(generation, OpenAISettings(), "max_tokens")


def test_messages_are_written_their_way():
    call = ToolCall("c1", "book", {"day": "सोमवार", "people": 2})
    system, asked, called, result = written(
        Message(Role.SYSTEM, "Be brief."),
        HELLO,
        Message(Role.ASSISTANT, tool_calls=(call,)),
        Message(Role.TOOL, '{"ok":true}', tool_call_id="c1"),
    )["messages"]
    assert system == {"role": "system", "content": "Be brief."}
    assert asked == {"role": "user", "content": "hello"}
    assert called["content"] is None
    assert called["tool_calls"][0]["function"]["name"] == "book"
    assert json.loads(called["tool_calls"][0]["function"]["arguments"]) == {"day": "सोमवार", "people": 2}
    assert result == {"role": "tool", "content": '{"ok":true}', "tool_call_id": "c1"}


def test_tools_have_parameters_though_they_take_none():
    day = {"type": "object", "properties": {"day": {"type": "string"}}}
    book, done = written(tools=(Tool("book", "Books", day), Tool("done", "", {})))["tools"]
    assert book["function"] == {"name": "book", "description": "Books", "parameters": day}
    assert done["function"]["parameters"] == {"type": "object", "properties": {}}


@pytest.mark.parametrize(("required", "strict"), [(["mood"], True), ([], False)])
def test_a_shape_is_strict_where_all_of_it_is_required(required, strict):
    schema = {"type": "object", "properties": {"mood": {"type": "string"}}, "required": required}
    shape = written(response_schema=schema)["response_format"]["json_schema"]
    assert shape["strict"] is strict
    assert shape["schema"] == schema | {"additionalProperties": False}


def test_openai_renamed_the_longest_answer():
    generation = Generation("m", (HELLO,), max_output_tokens=50)
    sent = request_of(generation, OpenAISettings(), PRESETS["openai"].tokens_field)
    assert sent["max_completion_tokens"] == 50
    assert "max_tokens" not in sent
