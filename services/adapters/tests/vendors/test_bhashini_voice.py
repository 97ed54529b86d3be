import pytest

from voicera_adapters.net import ANSWER_INVALID
from voicera_kit.errors import Unavailable

from .rigs import bhashini_text_to_speech as rig
from .rigs.wav import wav
from .test_text_to_speech import speaking, spoken


@pytest.mark.parametrize(
    ("language", "service"),
    [
        ("hi-IN", "ai4bharat/indic-tts-coqui-indo_aryan-gpu--t4"),
        ("te", "ai4bharat/indic-tts-coqui-dravidian-gpu--t4"),
        ("brx", "ai4bharat/indic-tts-coqui-misc-gpu--t4"),
        ("sat", "Bhashini/IITM/TTS"),
    ],
)
async def test_each_language_has_its_service(serve, phone, language, service):
    async with serve(rig.RIG) as served:
        stream = await speaking(served, phone, language=language, settings={})
        audio, _ = await spoken(stream)
        config = rig.config_of(served.vendor)
        assert served.vendor.requests[0].headers["authorization"] == "bh-planted-key"
    assert (config["serviceId"], config["gender"], config["samplingRate"]) == (service, "male", 8_000)
    assert len(audio) == pytest.approx(8_000, rel=0.01)


async def test_an_answer_without_audio_is_not_understood(serve, phone, monkeypatch):
    monkeypatch.setattr(rig, "wav", lambda *_, **__: wav(b"", 22_050, channels=2))
    async with serve(rig.RIG) as served:
        stream = await speaking(served, phone)
        with pytest.raises(Unavailable) as caught:
            await spoken(stream)
    assert caught.value.reason == ANSWER_INVALID
