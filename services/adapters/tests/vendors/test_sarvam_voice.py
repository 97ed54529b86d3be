import pytest
from aiohttp import web

from voicera_adapters.net import QUOTA_EXHAUSTED
from voicera_kit.errors import FailedPrecondition

from .rigs.sarvam_text_to_speech import RIG, TONE
from .test_text_to_speech import WIDE, speaking, spoken


@pytest.mark.parametrize(
    ("wide", "settings", "codec", "rate_hz", "size"),
    [
        (False, {}, "mulaw", 8_000, len(TONE)),
        (True, {}, "linear16", 16_000, len(TONE)),
        (False, {"model": "bulbul:v4-flash"}, "wav", 8_000, len(TONE) // 2),
        (True, {"model": "bulbul:v4-flash"}, "wav", 16_000, len(TONE)),
    ],
    ids=["phone", "wide", "v4-phone", "v4-wide"],
)
async def test_what_is_asked_for_needs_least_conversion(serve, phone, wide, settings, codec, rate_hz, size):
    async with serve(RIG) as served:
        stream = await speaking(served, WIDE if wide else phone, settings=settings, voice="")
        audio, _ = await spoken(stream)
        assert len(audio) == size
        seen = served.vendor.requests[0]
    assert (seen.body["output_audio_codec"], seen.body["speech_sample_rate"]) == (codec, rate_hz)
    assert seen.headers["api-subscription-key"] == "sk_planted_key"
    assert "speaker" not in seen.body


async def test_the_address_of_the_chat_completions_is_understood(serve, phone, monkeypatch):
    async with serve(RIG) as served:
        monkeypatch.setenv("VOICERA_SARVAM_BASE_URL", f"{served.vendor.url}/v1/")
        stream = await speaking(served, phone)
        audio, _ = await spoken(stream)
    assert audio


async def test_used_up_credits_are_no_rate_limit(serve, phone):
    async with serve(RIG) as served:
        served.vendor.refuse = lambda: web.json_response(
            {"error": {"code": "insufficient_quota_error", "message": "secret"}}, status=429
        )
        stream = await speaking(served, phone)
        with pytest.raises(FailedPrecondition) as caught:
            await spoken(stream)
    assert caught.value.reason == QUOTA_EXHAUSTED
