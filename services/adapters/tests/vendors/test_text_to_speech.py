"""Every voice: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio

import pytest

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_TEXT_TO_SPEECH
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import InvalidArgument, ServiceError

from .exercised import exercised
from .faults import require_meant
from .rigs import rigs

RIGS = list(rigs("text_to_speech"))
MODALITY = "text to speech"
TEXT = "Good morning. आपकी बारी है 😀 <b>&"
WIDE = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=16000)

every_rig = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)


async def speaking(served, audio_format, **changes):
    stream = await served.client.synthesize()
    config = {
        "adapter": served.rig.adapter,
        "voice": served.rig.voice,
        "language": served.rig.language,
        "audio_format": audio_format,
        "settings": dict(served.rig.settings),
    }
    await stream.say(config=config | changes)
    return stream


async def spoken(stream, segment=1, text=TEXT):
    """The audio of a segment, and its end."""
    await stream.say(segment={"id": segment, "text": text})
    audio = b""
    while True:
        told = await stream.hear()
        assert told is not None, "the stream ended within a segment"
        match told.DESCRIPTOR.name:
            case "SegmentAudio":
                assert told.segment_id == segment
                audio += told.audio
            case "SegmentEnd":
                assert told.segment_id == segment
                return audio, told


@every_rig
@pytest.mark.parametrize("wide", [False, True], ids=["phone", "wide"])
async def test_text_becomes_audio_in_the_wanted_format(serve, phone, rig, wide):
    async with serve(rig) as served:
        stream = await speaking(served, WIDE if wide else phone)
        for segment in (1, 2):
            audio, end = await spoken(stream, segment)
            assert len(audio) > 1000
            assert len(audio) % (2 if wide else 1) == 0
            assert end.usage[0].quantity == len(TEXT)
            starts = [word.start_ms for word in end.words]
            assert starts == sorted(starts)
        await stream.end()
        assert await stream.hear() is None
    exercised(MODALITY, rig.adapter, "connect")
    exercised(MODALITY, rig.adapter, "stream")


@every_rig
async def test_the_text_arrives_as_it_is(serve, phone, rig):
    async with serve(rig) as served:
        stream = await speaking(served, phone)
        await spoken(stream)
        sent = repr(served.vendor.requests) + repr(served.vendor.messages)
        assert "आपकी बारी है" in sent.encode().decode("unicode_escape", "ignore") or "आपकी बारी है" in sent


@every_rig
async def test_cancel_stops_the_vendor_and_the_next_segment_is_heard(serve, phone, rig):
    async with serve(rig) as served:
        stream = await speaking(served, phone)
        await stream.hear()
        await spoken(stream)
        await stream.say(segment={"id": 2, "text": TEXT})
        await stream.say(cancel={"id": 5})
        while (told := await stream.hear()).DESCRIPTOR.name != "SpeechCanceled":
            assert told.segment_id == 2
        assert told.id == 5
        audio, _ = await spoken(stream, 3)
        assert audio
    exercised(MODALITY, rig.adapter, "cancel")


@pytest.mark.parametrize(
    ("rig", "fault"),
    [(rig, fault) for rig in RIGS for fault in sorted(rig.faults, key=str)],
    ids=lambda each: getattr(each, "adapter", None) or each.name,
)
async def test_failures_are_told_in_our_words(serve, phone, rig, fault):
    async with serve(rig) as served:
        served.vendor.fault = fault
        stream = await speaking(served, phone)
        with pytest.raises(ServiceError) as caught:
            await spoken(stream)
        require_meant(fault, caught.value)
    exercised(MODALITY, rig.adapter, "errors")


@every_rig
async def test_an_unknown_voice_is_refused_by_name(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_TEXT_TO_SPEECH))[rig.adapter]
        if listed.any_voice:
            return
        stream = await speaking(served, phone, voice="nobody")
        with pytest.raises(InvalidArgument) as caught:
            await stream.hear()
        assert caught.value.violations[0].field == "config.voice"


@pytest.mark.parametrize(
    ("rig", "code"),
    [(rig, code) for rig in RIGS for code in rig.languages],
    ids=lambda each: getattr(each, "adapter", each),
)
async def test_languages_are_written_the_vendors_way(serve, phone, rig, code):
    async with serve(rig) as served:
        stream = await speaking(served, phone, language=code)
        await spoken(stream)
        assert served.rig.language_of(served.vendor) == rig.languages[code]
    exercised(MODALITY, rig.adapter, "languages")


@every_rig
async def test_every_setting_reaches_the_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_TEXT_TO_SPEECH))[rig.adapter]
        assert set(rig.settings) == set(listed.settings_schema["properties"]), "the rig forgets a setting"
        stream = await speaking(served, phone)
        await spoken(stream)
        if rig.settings:
            assert dict(rig.settings_seen(served.vendor)) == dict(rig.settings)
    exercised(MODALITY, rig.adapter, "settings")


@pytest.mark.parametrize("rig", [rig for rig in RIGS if rig.rate_of], ids=lambda rig: rig.adapter)
async def test_the_speaking_rate_reaches_the_vendor(serve, phone, rig):
    async with serve(rig) as served:
        stream = await speaking(served, phone, speaking_rate=1.2)
        await spoken(stream)
        assert served.rig.rate_of(served.vendor) == pytest.approx(1.2)


@every_rig
async def test_the_key_stays_between_adapter_and_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_TEXT_TO_SPEECH))[rig.adapter]
        assert not listed.credential_needed
        assert "planted" not in str(listed)
        stream = await speaking(served, phone)
        await spoken(stream)
        await asyncio.sleep(0)
    secrets = [value for value in rig.account.values() if "planted" in value]
    sent = str(served.vendor.requests) + str(served.vendor.messages)
    assert all(secret in sent for secret in secrets)
