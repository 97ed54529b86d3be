import pytest
from aiohttp import web

from voicera_adapters.net import QUOTA_EXHAUSTED
from voicera_adapters.vendors.openai.text_to_speech import DESCRIPTION
from voicera_kit.errors import FailedPrecondition

from .rigs.openai_text_to_speech import RIG
from .test_text_to_speech import speaking, spoken


async def test_a_compatible_server_needs_no_key_and_has_voices_of_its_own(serve, phone, monkeypatch):
    async with serve(RIG) as served:
        monkeypatch.delenv("VOICERA_OPENAI_API_KEY")
        stream = await speaking(served, phone, voice="af_heart", settings={})
        await spoken(stream)
        seen = served.vendor.requests[0]
    assert "authorization" not in seen.headers
    assert seen.body["voice"] == "af_heart"
    assert "instructions" not in seen.body
    assert "speed" not in seen.body


def test_openai_itself_speaks_documented_languages_with_its_own_voices():
    assert DESCRIPTION.speaks("hi-IN")
    assert not DESCRIPTION.speaks("sat")
    assert not DESCRIPTION.any_voice


async def test_a_used_up_quota_is_no_rate_limit(serve, phone):
    async with serve(RIG) as served:
        served.vendor.refuse = lambda: web.json_response(
            {"error": {"code": "insufficient_quota", "type": "insufficient_quota", "message": "secret"}},
            status=429,
        )
        stream = await speaking(served, phone)
        with pytest.raises(FailedPrecondition) as caught:
            await spoken(stream)
    assert caught.value.reason == QUOTA_EXHAUSTED
