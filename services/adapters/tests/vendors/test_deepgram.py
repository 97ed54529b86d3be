"""What is Deepgram's own: unanswered flushes, hints by model, languages by model, words."""

import asyncio

import pytest

from voicera_kit.errors import InvalidArgument

from .rigs.deepgram_speech_to_text import RIG
from .rigs.deepgram_text_to_speech import RIG as AURA
from .test_speech_to_text import final, listening, utter
from .test_text_to_speech import speaking

HINTS = {"phrases": ["Aarogya", "book {day}"], "classes": [{"name": "day", "phrases": ["monday"]}]}


async def test_a_finalize_that_goes_unanswered_costs_a_moment_and_no_word(serve, phone):
    async with serve(RIG, vendor_answer_s=8.0) as served:
        served.vendor.answers_finalize = False
        stream = await listening(served, phone)
        async with asyncio.timeout(4):
            await utter(stream)
            told, _ = await final(stream)
        assert told.text == "hello"


async def test_words_come_with_times_and_how_sure_it_is(serve, phone):
    async with serve(RIG) as served:
        stream = await listening(served, phone)
        await utter(stream)
        told, _ = await final(stream)
        assert [(each.text, each.start_ms, each.end_ms) for each in told.words] == [
            ("hello", 0, 400),
            ("world", 0, 400),
        ]
        assert told.confidence == pytest.approx(0.98)


@pytest.mark.parametrize(("model", "hints"), [("nova-3", ["Aarogya", "monday"]), ("nova-2", [])])
async def test_hints_go_to_the_models_that_take_them(serve, phone, model, hints):
    async with serve(RIG) as served:
        stream = await listening(served, phone, model=model, expectation=HINTS)
        await utter(stream)
        await final(stream)
        assert served.vendor.requests[0].params("keyterm") == hints


async def test_a_model_of_one_language_refuses_another(serve, phone):
    async with serve(RIG) as served:
        stream = await listening(served, phone, model="nova-2-phonecall", language="hi-IN")
        with pytest.raises(InvalidArgument) as refused:
            await stream.hear()
        assert refused.value.violations[0].field == "config.language"
        assert served.vendor.requests == []


async def test_several_languages_are_heard_at_once(serve, phone):
    async with serve(RIG) as served:
        stream = await listening(served, phone, other_languages=["hi-IN"])
        await utter(stream)
        await final(stream)
        (request,) = served.vendor.requests
        assert request.param("language") == "multi"
        assert request.params("language_hint") == ["en-IN", "hi"]


async def test_nova_2_hears_english_and_spanish_at_once(serve, phone):
    async with serve(RIG) as served:
        stream = await listening(served, phone, model="nova-2", other_languages=["es-ES"])
        await utter(stream)
        await final(stream)
        (request,) = served.vendor.requests
        assert (request.param("language"), request.params("language_hint")) == ("multi", [])


async def test_a_language_alone_is_no_hint(serve, phone):
    async with serve(RIG) as served:
        stream = await listening(served, phone, language="ta-IN")
        await utter(stream)
        await final(stream)
        (request,) = served.vendor.requests
        assert (request.param("language"), request.params("language_hint")) == ("ta", [])


@pytest.mark.parametrize(
    ("languages", "field"),
    [
        ({"language": "ur", "other_languages": ["hi"]}, "config.language"),
        ({"language": "hi", "other_languages": ["en-IN", "pa-IN"]}, "config.other_languages[1]"),
        ({"language": "ta", "model": "nova-2"}, "config.language"),
        ({"language": "en", "other_languages": ["hi"], "model": "nova-2"}, "config.other_languages[0]"),
        ({"language": "en", "other_languages": ["es", "ta"], "model": "nova-2"}, "config.other_languages[1]"),
        (
            {"language": "en", "other_languages": ["hi"], "model": "nova-2-phonecall"},
            "config.other_languages[0]",
        ),
        (
            {"language": "en", "other_languages": ["en-GB"], "model": "nova-2-phonecall"},
            "config.other_languages[0]",
        ),
        (
            {"language": "en", "other_languages": ["es"], "model": "nova-2-meeting"},
            "config.other_languages[0]",
        ),
    ],
)
async def test_what_a_model_does_not_know_is_refused_by_field(serve, phone, languages, field):
    async with serve(RIG) as served:
        stream = await listening(served, phone, **languages)
        with pytest.raises(InvalidArgument) as refused:
            await stream.hear()
        assert [each.field for each in refused.value.violations] == [field]
        assert served.vendor.requests == []


async def test_a_voice_of_another_language_is_refused(serve, phone):
    async with serve(AURA) as served:
        stream = await speaking(served, phone, voice="aura-2-nestor-es", language="en-IN")
        with pytest.raises(InvalidArgument) as refused:
            await stream.hear()
        assert refused.value.violations[0].field == "config.voice"
