"""What only Bhashini's recognizer does: services, processors and the rate of the audio."""

import asyncio

import pytest

from voicera.common.v1 import audio_pb2
from voicera_adapters.audio import AudioFormat, Encoding
from voicera_adapters.wav import read_wav, write_wav

from .rigs.bhashini_speech_to_text import RIG, config_of
from .rigs.server import Fault
from .test_speech_to_text import BLOCK, final, listening, utter

MULTILINGUAL = "bhashini/ai4bharat/conformer-multilingual-asr"
WIDE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16_000)
HINTS = {"phrases": ["आरोग्य", "{day}"], "classes": [{"name": "day", "phrases": ["सोमवार"]}]}


async def heard(served, audio_format, blocks=5, **changes):
    stream = await listening(served, audio_format, settings={}, **changes)
    await utter(stream, blocks=blocks)
    told, _ = await final(stream)
    assert told.text == "hello world"
    return config_of(served.vendor)


@pytest.mark.parametrize(
    ("language", "model", "service"),
    [
        ("hi", "", MULTILINGUAL),
        ("en-IN", "", "ai4bharat/whisper-medium-en--gpu--t4"),
        ("ta", "bhashini/iitm/asr-dravidian--gpu--t4", "bhashini/iitm/asr-dravidian--gpu--t4"),
    ],
)
async def test_the_model_is_the_service(serve, phone, language, model, service):
    async with serve(RIG) as served:
        config = await heard(served, phone, language=language, model=model)
    assert config["serviceId"] == service
    assert config["postProcessors"] == ["itn"]
    assert "preProcessors" not in config


@pytest.mark.parametrize(
    ("language", "model", "takes_hints"),
    [("hi", "", True), ("ta", "", False), ("hi", "ai4bharat/conformer-hi-gpu--t4", False)],
)
async def test_hints_go_where_bhashini_takes_them(serve, phone, language, model, takes_hints):
    async with serve(RIG) as served:
        config = await heard(served, phone, language=language, model=model, expectation=HINTS)
    hotwords = [{"hotword_list": ["आरोग्य", "सोमवार"]}]
    assert config["postProcessors"] == (hotwords if takes_hints else []) + ["itn"]


async def test_phone_audio_keeps_its_rate_and_other_audio_is_wide(serve, phone):
    async with serve(RIG) as served:
        assert (await heard(served, phone))["samplingRate"] == 8_000
        served.vendor.requests.clear()
        assert (await heard(served, WIDE, blocks=20))["samplingRate"] == 16_000


async def test_long_audio_is_cut_by_bhashini(serve, phone):
    async with serve(RIG, vendor_answer_s=8.0) as served:
        stream = await listening(served, phone, settings={})
        await stream.say(speech_started={})
        for _ in range(20):
            await stream.say(audio=BLOCK * 16)
        await stream.say(finalize={"utterance": 1})
        await final(stream)
        assert config_of(served.vendor)["preProcessors"] == ["vad"]


async def test_who_leaves_while_bhashini_thinks_ends_the_request(serve, phone, eventually):
    async with serve(RIG, vendor_answer_s=8.0) as served:
        served.vendor.fault = Fault.HANG
        stream = await listening(served, phone)
        await utter(stream)
        await eventually(lambda: served.vendor.requests)
        await asyncio.sleep(0.05)
        stream.call.cancel()
        await served.vendor.somebody_left()


def test_what_is_written_as_wav_is_read_as_it_was():
    wide = AudioFormat(Encoding.PCM_S16LE, 16_000)
    assert read_wav(write_wav(b"\x01\x02" * 50, wide)) == (b"\x01\x02" * 50, wide)
