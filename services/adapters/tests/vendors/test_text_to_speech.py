"""Every voice: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio
import math
import re

import pytest

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_TEXT_TO_SPEECH
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import DeadlineExceeded, InvalidArgument, ServiceError, Unavailable

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


async def heard_of(stream):
    """Speak, and hear until there is no more."""
    await stream.say(segment={"id": 1, "text": TEXT})
    audio = b""
    while (told := await stream.hear()).DESCRIPTOR.name != "SegmentEnd":
        audio += getattr(told, "audio", b"")
    return audio


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
async def test_speech_cut_in_mid_word_was_heard_so_far(serve, rig):
    async with serve(rig) as served:
        served.vendor.breaks_off = True
        stream = await speaking(served, WIDE)
        audio = b""
        with pytest.raises(Unavailable):
            audio = await heard_of(stream)
        assert len(audio) % 2 == 0


@every_rig
async def test_speech_that_stalls_in_mid_word_is_too_late(serve, rig):
    async with serve(rig) as served, asyncio.timeout(8):
        served.vendor.pause = True
        stream = await speaking(served, WIDE)
        with pytest.raises(DeadlineExceeded):
            await heard_of(stream)


@every_rig
async def test_a_voice_the_vendor_does_not_have_is_refused_by_name(serve, phone, rig):
    """Those of a process that is asked over a socket are told by the vendor's own messages."""
    async with serve(rig) as served:
        served.vendor.instead = (404, b"{}")
        stream = await speaking(served, phone)
        with pytest.raises(InvalidArgument) as caught:
            await spoken(stream)
        assert caught.value.violations[0].field in {"voice", "model"}


MARKED = '<speak>Hi<break time="10s"/> <emotion value="angry"/>you &amp; me</speak> [[h@]] <!-- 5 < 6 -->'


@every_rig
async def test_text_that_looks_like_markup_is_spoken(serve, phone, rig):
    """Whoever obeys tags in plain text gets none, and XML is text in its element."""
    async with serve(rig) as served:
        stream = await speaking(served, phone)
        audio, _ = await spoken(stream, text=MARKED)
        assert audio
        sent = [seen.body for seen in served.vendor.requests if seen.body] or served.vendor.told()
        said = str(sent)
    if rig.adapter in {"cartesia", "elevenlabs"}:
        assert not re.search("<[A-Za-z/!?]", said)
        assert "emotion value=" in said
        assert "5 < 6" in said
    elif rig.adapter == "azure":
        assert "&lt;break" in said
        assert "<break" not in said
    else:
        assert MARKED in said


@every_rig
@pytest.mark.parametrize("rate_hz", [11_025, 44_100, 48_000])
async def test_any_rate_of_audio_can_be_had(serve, rig, rate_hz):
    async with serve(rig) as served:
        wanted = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=rate_hz)
        stream = await speaking(served, wanted)
        audio, _ = await spoken(stream)
        assert len(audio) > 1000
        assert len(audio) % 2 == 0


@every_rig
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"audio_format": audio_pb2.AudioFormat(encoding=2, sample_rate_hz=7_999)},
            "audio_format.sample_rate_hz",
        ),
        (
            {"audio_format": audio_pb2.AudioFormat(encoding=2, sample_rate_hz=96_000)},
            "audio_format.sample_rate_hz",
        ),
        ({"speaking_rate": math.nan}, "speaking_rate"),
        ({"speaking_rate": math.inf}, "speaking_rate"),
        ({"settings": {"stability": math.nan}}, "settings.stability"),
        ({"settings": {"a": [{"b": -math.inf}]}}, "settings.a[0].b"),
    ],
    ids=["narrow", "wide", "rate nan", "rate infinite", "setting nan", "setting infinite"],
)
async def test_what_no_voice_can_do_is_refused_by_field(serve, phone, rig, changes, field):
    async with serve(rig) as served:
        stream = await speaking(served, **({"audio_format": phone} | changes))
        with pytest.raises(InvalidArgument) as caught:
            await stream.hear()
        assert [each.field for each in caught.value.violations] == [f"config.{field}"]
        assert served.vendor.requests == []


@every_rig
async def test_fifty_thousand_characters_are_refused_by_field(serve, phone, rig):
    async with serve(rig) as served:
        stream = await speaking(served, phone)
        await stream.hear()
        with pytest.raises(InvalidArgument) as caught:
            await spoken(stream, text="लंबा " * 10_000)
        assert [each.field for each in caught.value.violations] == ["segment.text"]
        assert not any(seen.body for seen in served.vendor.requests)
        assert served.vendor.messages == []


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
