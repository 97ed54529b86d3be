"""Every language model: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio
import math

import pytest

from voicera.ai.v1 import language_model_service_pb2 as llm
from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_LANGUAGE_MODEL
from voicera.ai.v1.usage_pb2 import (
    USAGE_UNIT_CACHED_INPUT_TOKENS,
    USAGE_UNIT_INPUT_TOKENS,
    USAGE_UNIT_OUTPUT_TOKENS,
)
from voicera_adapters.net import ANSWER_INVALID
from voicera_kit.errors import DeadlineExceeded, InvalidArgument, ServiceError, Unavailable

from .exercised import exercised
from .faults import require_meant
from .rigs import rigs

RIGS = list(rigs("language_model"))
MODALITY = "language model"

every_rig = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)


def conversation(rig, *, tools=False, **changes):
    call = llm.ToolCall(id="earlier", name="look_up")
    call.arguments.update({"day": "सोमवार"})
    request = llm.GenerateRequest(
        adapter=rig.adapter,
        model=rig.model,
        messages=[
            llm.Message(role=llm.MESSAGE_ROLE_SYSTEM, text="Be brief."),
            llm.Message(role=llm.MESSAGE_ROLE_USER, text="नमस्ते 😀"),
            llm.Message(role=llm.MESSAGE_ROLE_ASSISTANT, text="One moment.", tool_calls=[call]),
            llm.Message(role=llm.MESSAGE_ROLE_TOOL, tool_call_id="earlier", text='{"free": true}'),
            llm.Message(role=llm.MESSAGE_ROLE_USER, text="Book it."),
        ],
        **changes,
    )
    request.settings.update(dict(rig.settings))
    if tools:
        tool = request.tools.add(name="book", description="Books a day.")
        tool.parameters.update({
            "type": "object",
            "properties": {"day": {"type": "string"}},
            "required": ["day"],
        })
    return request


async def gather(call, said):
    """Put what is said where it stays if the call fails."""
    async for each in call:
        said.append(each)


@every_rig
async def test_a_conversation_is_answered_in_deltas_and_counted(serve, rig):
    async with serve(rig) as served:
        *words, finish = await served.client.answer(conversation(rig))
        assert "".join(words) == "Hello there"
        assert len(words) > 1
        assert finish.reason == llm.FINISH_REASON_STOP
        used = {each.unit: each.quantity for each in finish.usage}
        assert used[USAGE_UNIT_OUTPUT_TOKENS] == finish.output_tokens == 4
        assert used[USAGE_UNIT_INPUT_TOKENS] + used.get(USAGE_UNIT_CACHED_INPUT_TOKENS, 0) == 11
    exercised(MODALITY, rig.adapter, "connect")
    exercised(MODALITY, rig.adapter, "stream")


@every_rig
async def test_the_whole_conversation_reaches_the_vendor(serve, rig):
    async with serve(rig) as served:
        await served.client.answer(conversation(rig, tools=True, temperature=0.5, max_output_tokens=50))
        sent = repr(served.vendor.requests).encode().decode("unicode_escape", "ignore") + repr(
            served.vendor.requests
        )
    for part in (
        "Be brief.",
        "नमस्ते",
        "One moment.",
        "look_up",
        "सोमवार",
        "free",
        "Book it.",
        "Books a day.",
        "0.5",
        "50",
    ):
        assert part in sent, part


@every_rig
async def test_tools_are_called_with_whole_arguments(serve, rig):
    async with serve(rig) as served:
        *_, call, finish = await served.client.answer(conversation(rig, tools=True))
        assert (call.name, dict(call.arguments)) == ("book", {"day": "monday"})
        assert call.id
        assert finish.reason == llm.FINISH_REASON_TOOL_CALLS
    exercised(MODALITY, rig.adapter, "tools")


@every_rig
async def test_an_answer_can_have_a_shape_where_the_vendor_says_so(serve, rig):
    request = conversation(rig)
    request.response_schema.update({"type": "object", "properties": {"mood": {"type": "string"}}})
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_LANGUAGE_MODEL))[rig.adapter]
        if listed.language_model.response_schema:
            await served.client.answer(request)
            assert "mood" in repr(served.vendor.requests)
            return
        with pytest.raises(InvalidArgument) as caught:
            await served.client.answer(request)
        assert caught.value.violations[0].field == "response_schema"


@every_rig
async def test_who_leaves_ends_the_vendors_request(serve, rig):
    async with serve(rig, vendor_answer_s=8.0, openai_timeout_s=8.0) as served:
        served.vendor.pause = True
        call = await served.client.generate(conversation(rig))
        async with asyncio.timeout(5):
            await anext(aiter(call))
            call.cancel()
            await served.vendor.somebody_left()
    exercised(MODALITY, rig.adapter, "cancel")


@every_rig
async def test_a_model_that_only_pings_is_too_late(serve, rig):
    async with serve(rig, openai_timeout_s=1.0) as served, asyncio.timeout(6):
        served.vendor.pings = True
        with pytest.raises(DeadlineExceeded):
            await served.client.answer(conversation(rig))


@every_rig
async def test_an_answer_that_ends_before_the_vendor_says_so_was_cut(serve, rig):
    async with serve(rig) as served:
        served.vendor.ends_early = True
        call = await served.client.generate(conversation(rig))
        said = []
        with pytest.raises(Unavailable) as caught:
            await gather(call, said)
        assert caught.value.reason == ANSWER_INVALID
        assert not any(each.HasField("finish") for each in said)
        assert "".join(each.text_delta for each in said) in {"Hello", "Hello there"}


@every_rig
async def test_an_answer_cut_in_mid_word_was_said_so_far(serve, rig):
    async with serve(rig) as served:
        served.vendor.breaks_off = True
        call = await served.client.generate(conversation(rig))
        said = []
        with pytest.raises(Unavailable):
            await gather(call, said)
        assert "".join(each.text_delta for each in said) in {"Hello", "Hello there"}


@every_rig
async def test_an_answer_that_stalls_in_mid_word_is_too_late(serve, rig):
    async with serve(rig, openai_timeout_s=1.0) as served, asyncio.timeout(6):
        served.vendor.pause = True
        call = await served.client.generate(conversation(rig))
        said = []
        with pytest.raises(DeadlineExceeded):
            await gather(call, said)
        assert "".join(each.text_delta for each in said) in {"Hello", "Hello there"}


@every_rig
async def test_fifty_thousand_characters_reach_the_vendor(serve, rig):
    async with serve(rig) as served:
        request = conversation(rig)
        request.messages.add(role=llm.MESSAGE_ROLE_USER, text="लंबा " * 10_000)
        *_, finish = await served.client.answer(request)
        assert finish.reason == llm.FINISH_REASON_STOP
        assert "लंबा " * 10_000 in str([seen.body for seen in served.vendor.requests])


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@every_rig
async def test_what_is_no_number_is_refused_by_field(serve, rig, number):
    name = next(each for each in rig.settings if isinstance(rig.settings[each], float))
    wrong = {
        f"settings.{name}": lambda request: request.settings.update({name: number}),
        "temperature": lambda request: setattr(request, "temperature", number),
        "tools[0].parameters.properties.day.enum[1]": lambda request: request.tools[0].parameters.update({
            "properties": {"day": {"enum": [1, number]}}
        }),
        "messages[2].tool_calls[0].arguments.day": lambda request: (
            request.messages[2].tool_calls[0].arguments.update({"day": number})
        ),
    }
    async with serve(rig) as served:
        for field, spoil in wrong.items():
            request = conversation(rig, tools=True)
            spoil(request)
            with pytest.raises(InvalidArgument) as caught:
                await served.client.answer(request)
            assert [each.field for each in caught.value.violations] == [field]
        assert served.vendor.requests == []


@pytest.mark.parametrize(
    ("rig", "fault"),
    [(rig, fault) for rig in RIGS for fault in sorted(rig.faults, key=str)],
    ids=lambda each: getattr(each, "adapter", None) or each.name,
)
async def test_failures_are_told_in_our_words(serve, rig, fault):
    async with serve(rig, openai_timeout_s=1.0) as served:
        served.vendor.fault = fault
        with pytest.raises(ServiceError) as caught:
            await served.client.answer(conversation(rig))
        require_meant(fault, caught.value)
    exercised(MODALITY, rig.adapter, "errors")


@every_rig
async def test_every_setting_reaches_the_vendor(serve, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_LANGUAGE_MODEL))[rig.adapter]
        named = set(listed.settings_schema["properties"]) - {"timeout_s"}
        assert set(rig.settings) == named, "the rig forgets a setting"
        await served.client.answer(conversation(rig))
        assert dict(rig.settings_seen(served.vendor)) == dict(rig.settings)
    exercised(MODALITY, rig.adapter, "settings")


@every_rig
async def test_the_key_stays_between_adapter_and_vendor(serve, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_LANGUAGE_MODEL))[rig.adapter]
        assert not listed.credential_needed
        assert "planted" not in str(listed)
        await served.client.answer(conversation(rig))
    secrets = [value for value in rig.account.values() if "planted" in value]
    assert all(secret in str(served.vendor.requests) for secret in secrets)
