import pytest

from voicera_kit.errors import ResourceExhausted

from .rigs.indic_parler_text_to_speech import RIG
from .test_text_to_speech import speaking, spoken


@pytest.mark.parametrize(("rate", "pace"), [(0.8, "slow"), (0, "moderate"), (1.3, "fast")])
async def test_the_manner_names_speaker_and_pace(serve, phone, rate, pace):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, settings={}, voice="", language="ta-IN", speaking_rate=rate)
        await spoken(stream)
        said = served.vendor.told()[0]["description"]
    assert said.startswith(f"Kavitha speaks at a {pace} pace")


async def test_a_server_without_a_key_is_sent_none(serve, phone, monkeypatch):
    async with serve(RIG) as served:
        monkeypatch.delenv("VOICERA_INDIC_PARLER_API_KEY")
        stream = await speaking(served, phone)
        await spoken(stream)
        assert "authorization" not in served.vendor.requests[0].headers


async def test_a_refusal_over_the_socket_is_told_in_our_words(serve, phone):
    async with serve(RIG) as served:
        served.vendor.refuses = 429
        stream = await speaking(served, phone)
        with pytest.raises(ResourceExhausted):
            await spoken(stream)
