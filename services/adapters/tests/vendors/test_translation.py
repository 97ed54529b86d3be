"""Every translator: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio
import math

import pytest

from voicera.ai.v1 import translation_service_pb2 as mt
from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_TRANSLATION
from voicera.ai.v1.usage_pb2 import USAGE_UNIT_CHARACTERS, USAGE_UNIT_OUTPUT_TOKENS
from voicera_adapters.net import ANSWER_INVALID
from voicera_kit.errors import InvalidArgument, ServiceError, Unavailable

from .exercised import exercised
from .faults import require_meant
from .rigs import rigs
from .rigs.server import Fault
from .rigs.translator import bodies

RIGS = list(rigs("translation"))
MODALITY = "translation"
TEXT = "Your turn is at 10. आपकी बारी 😀"

every_rig = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)


def wanted(rig, *texts, **changes):
    fields = {
        "adapter": rig.adapter,
        "model": rig.model,
        "texts": texts or (TEXT,),
        "source_language": "en-IN",
        "target_language": "hi",
        "settings": dict(rig.settings),
    }
    return mt.TranslateRequest(**(fields | changes))


def translated(rig, text):
    return f"{rig.languages['hi']}: {text}"


async def listed(served):
    return (await served.client.catalogue(MODALITY_TRANSLATION))[served.rig.adapter]


@every_rig
async def test_a_text_comes_back_translated(serve, rig):
    async with serve(rig) as served:
        answer = await served.client.translate(wanted(rig))
        assert list(answer.texts) == [translated(rig, TEXT)]
        used = {each.unit: each.quantity for each in answer.usage}
        if USAGE_UNIT_CHARACTERS in used:
            assert used == {USAGE_UNIT_CHARACTERS: len(TEXT)}
        else:
            assert used.pop(USAGE_UNIT_OUTPUT_TOKENS) == 4
            assert sum(used.values()) == 11
    exercised(MODALITY, rig.adapter, "connect")


@every_rig
async def test_many_texts_come_back_in_order_however_many_requests_they_take(serve, rig):
    texts = [f"Text {at}. " + "नमस्ते " * (700 if at % 4 == 0 else 1) for at in range(50)]
    async with serve(rig, vendor_answer_s=8.0) as served:
        answer = await served.client.translate(wanted(rig, *texts))
        assert len(answer.texts) == len(texts)
        for at, (text, said) in enumerate(zip(texts, answer.texts, strict=True)):
            assert said.startswith(translated(rig, f"Text {at}. "))
            assert said.count("नमस्ते") == text.count("नमस्ते")
        assert len(served.vendor.requests) > 1


@every_rig
async def test_blank_texts_stay_as_they_are(serve, rig):
    async with serve(rig) as served:
        answer = await served.client.translate(wanted(rig, "", TEXT, "  \n"))
        assert list(answer.texts) == ["", translated(rig, TEXT), "  \n"]
        assert TEXT in str(bodies(served.vendor))
        answer = await served.client.translate(wanted(rig, " "))
        assert list(answer.texts) == [" "]
        assert len(served.vendor.requests) == 1


@every_rig
async def test_the_same_language_needs_no_vendor(serve, rig):
    async with serve(rig) as served:
        answer = await served.client.translate(wanted(rig, source_language="hi", target_language="hi-IN"))
        assert list(answer.texts) == [TEXT]
        assert served.vendor.requests == []


@pytest.mark.parametrize(
    ("rig", "code"),
    [(rig, code) for rig in RIGS for code in rig.languages],
    ids=lambda each: getattr(each, "adapter", each),
)
async def test_languages_are_written_the_vendors_way(serve, rig, code):
    other = "hi" if code.startswith("en") else "en-IN"
    async with serve(rig) as served:
        for source, target in ((code, other), (other, code)):
            served.vendor.requests.clear()
            await served.client.translate(wanted(rig, source_language=source, target_language=target))
            assert rig.language_of(served.vendor) == (rig.languages[source], rig.languages[target])
    exercised(MODALITY, rig.adapter, "languages")


@every_rig
async def test_every_listed_language_is_tested(serve, rig):
    async with serve(rig) as served:
        assert set((await listed(served)).languages) <= {*rig.languages, "*"}


@every_rig
async def test_a_tone_is_asked_for_where_the_vendor_can_choose(serve, rig):
    async with serve(rig) as served:
        for formality in (mt.FORMALITY_FORMAL, mt.FORMALITY_INFORMAL):
            await served.client.translate(wanted(rig, formality=formality, settings={}))
        formal, informal = bodies(served.vendor)
        assert (formal != informal) == (await listed(served)).translation.formality


@every_rig
async def test_a_glossary_reaches_the_vendor_where_it_can_keep_to_one(serve, rig):
    async with serve(rig) as served:
        await served.client.translate(wanted(rig, glossary={"turn": "क्रमांक"}))
        assert ("क्रमांक" in str(bodies(served.vendor))) == (await listed(served)).translation.glossary


@every_rig
async def test_the_wrong_number_of_texts_is_not_understood(serve, rig):
    async with serve(rig) as served:
        served.vendor.loses = True
        with pytest.raises(Unavailable) as caught:
            await served.client.translate(wanted(rig, "one", "two", "three"))
        assert caught.value.reason == ANSWER_INVALID


@every_rig
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"texts": ("fine", "लंबा " * 10_000)}, "texts[1]"),
        ({"settings": {"pitch": math.nan}}, "settings.pitch"),
        ({"settings": {"a": [-math.inf]}}, "settings.a[0]"),
        ({"source_language": ""}, "source_language"),
        ({"target_language": "no code"}, "target_language"),
    ],
    ids=["too long", "nan", "infinite", "no language", "no code"],
)
async def test_what_cannot_be_translated_is_refused_by_field(serve, rig, changes, field):
    async with serve(rig) as served:
        with pytest.raises(InvalidArgument) as caught:
            await served.client.translate(wanted(rig, **changes))
        assert [each.field for each in caught.value.violations] == [field]
        assert served.vendor.requests == []


@every_rig
async def test_markup_and_emoji_stay_as_they_are(serve, rig):
    text = 'Hi<break time="10s"/> & <b>bye</b> 😀👨\u200d👩\u200d👧 5 < 6'
    async with serve(rig) as served:
        answer = await served.client.translate(wanted(rig, text))
        assert list(answer.texts) == [translated(rig, text)]


@every_rig
async def test_a_translation_that_breaks_off_is_none(serve, rig):
    async with serve(rig) as served:
        served.vendor.breaks_off = True
        with pytest.raises(Unavailable):
            await served.client.translate(wanted(rig))


@every_rig
async def test_who_leaves_ends_the_vendors_request(serve, rig, eventually):
    async with serve(rig, vendor_answer_s=8.0, openai_timeout_s=8.0) as served:
        served.vendor.fault = Fault.HANG
        asking = asyncio.create_task(served.client.translate(wanted(rig)))
        async with asyncio.timeout(5):
            await eventually(lambda: served.vendor.requests)
            asking.cancel()
            await served.vendor.somebody_left()
        await asyncio.gather(asking, return_exceptions=True)
    exercised(MODALITY, rig.adapter, "cancel")


@pytest.mark.parametrize(
    ("rig", "fault"),
    [(rig, fault) for rig in RIGS for fault in sorted(rig.faults, key=str)],
    ids=lambda each: getattr(each, "adapter", None) or each.name,
)
async def test_failures_are_told_in_our_words(serve, rig, fault):
    async with serve(rig, openai_timeout_s=1.0) as served:
        served.vendor.fault = fault
        with pytest.raises(ServiceError) as caught:
            await served.client.translate(wanted(rig))
        require_meant(fault, caught.value)
    exercised(MODALITY, rig.adapter, "errors")


@every_rig
async def test_every_setting_reaches_the_vendor(serve, rig):
    async with serve(rig) as served:
        named = set((await listed(served)).settings_schema["properties"]) - {"timeout_s"}
        assert set(rig.settings) == named, "the rig forgets a setting"
        await served.client.translate(wanted(rig))
        if rig.settings:
            assert dict(rig.settings_seen(served.vendor)) == dict(rig.settings)
    exercised(MODALITY, rig.adapter, "settings")


@every_rig
async def test_the_key_stays_between_adapter_and_vendor(serve, rig):
    async with serve(rig) as served:
        told = await listed(served)
        assert not told.credential_needed
        assert "planted" not in str(told)
        await served.client.translate(wanted(rig))
    seen = served.vendor.requests[0]
    secrets = [value for value in rig.account.values() if "planted" in value]
    assert all(secret in str(seen.headers) for secret in secrets)
    assert "planted" not in str(seen.query), "addresses are logged"
