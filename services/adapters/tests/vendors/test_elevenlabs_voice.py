import pytest
from aiohttp import web

from voicera_adapters.net import KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_kit.errors import FailedPrecondition, InvalidArgument

from .rigs.elevenlabs_text_to_speech import RIG
from .test_text_to_speech import speaking, spoken


async def test_words_begin_where_their_first_character_does(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        _, end = await spoken(stream, text="Good  morning everybody.")
    assert [(word.text, word.start_ms) for word in end.words] == [
        ("Good", 0),
        ("morning", 60),
        ("everybody.", 140),
    ]


@pytest.mark.parametrize(
    ("language", "model"),
    [("hi-IN", "eleven_flash_v2_5"), ("te-IN", "eleven_v3"), ("en", "eleven_flash_v2_5")],
)
async def test_the_quick_model_speaks_what_it_can(serve, phone, language, model):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, language=language, settings={})
        await spoken(stream)
        body = served.vendor.requests[0].body
    assert body["model_id"] == model
    assert "voice_settings" not in body


async def test_the_model_that_finds_the_language_out_is_told_none(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, settings={"model": "eleven_multilingual_v2"})
        await spoken(stream)
        assert "language_code" not in served.vendor.requests[0].body


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"settings": {"model": "eleven_flash_v2_5"}, "language": "te-IN"}, "config.settings.model"),
        ({"voice": "../../v1/user"}, "config.voice"),
    ],
)
async def test_what_does_not_fit_is_refused_before_it_is_sent(serve, phone, changes, field):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, **changes)
        with pytest.raises(InvalidArgument) as caught:
            await stream.hear()
        assert not served.vendor.requests
    assert caught.value.violations[0].field == field


@pytest.mark.parametrize(
    ("status", "reason"), [("quota_exceeded", QUOTA_EXHAUSTED), ("invalid_api_key", KEY_REJECTED)]
)
async def test_a_used_up_quota_is_no_wrong_key(serve, phone, status, reason):
    async with serve(RIG) as served:
        served.vendor.refuse = lambda: web.json_response(
            {"detail": {"status": status, "message": "secret"}}, status=401
        )
        stream = await speaking(served, phone)
        with pytest.raises(FailedPrecondition) as caught:
            await spoken(stream)
    assert caught.value.reason == reason
