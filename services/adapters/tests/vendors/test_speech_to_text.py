"""Every recognizer: what any of them must do, over ai.v1 on one side and its own wire format on the other."""

import asyncio
import math

import pytest

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_SPEECH_TO_TEXT
from voicera.common.v1 import audio_pb2
from voicera_kit.errors import InvalidArgument, ServiceError, Unavailable

from .exercised import exercised
from .faults import require_meant
from .rigs import rigs
from .rigs.server import Fault

RIGS = list(rigs("speech_to_text"))
MODALITY = "speech to text"
BLOCK = bytes(range(256)) * 3 + b"\xff" * 32
"""100 ms of mu-law."""

every_rig = pytest.mark.parametrize("rig", RIGS, ids=lambda rig: rig.adapter)


async def listening(served, audio_format, **changes):
    stream = await served.client.recognize()
    config = {
        "adapter": served.rig.adapter,
        "model": served.rig.model,
        "language": served.rig.language,
        "audio_format": audio_format,
        "interim_results": True,
        "settings": dict(served.rig.settings),
    }
    await stream.say(config=config | changes)
    return stream


async def utter(stream, utterance=1, blocks=5):
    await stream.say(speech_started={})
    for _ in range(blocks):
        await stream.say(audio=BLOCK)
        await asyncio.sleep(0.01)
    await stream.say(finalize={"utterance": utterance})


async def final(stream):
    """The next final transcript, and the texts of the interim ones before it."""
    interim = []
    while True:
        told = await stream.hear()
        assert told is not None, "the stream ended without a final"
        if told.DESCRIPTOR.name == "RecognizerReady":
            continue
        if told.final:
            return told, interim
        interim.append(told.text)


async def converse(stream):
    """Speak only once it is heard: gRPC may lose the status of a call that ends while it is written to."""
    await stream.hear()
    await utter(stream)
    await stream.hear_all()


@every_rig
async def test_speech_becomes_text_one_final_for_each_finalize(serve, phone, rig):
    async with serve(rig) as served:
        stream = await listening(served, phone)
        assert (await stream.hear()).DESCRIPTOR.name == "RecognizerReady"
        exercised(MODALITY, rig.adapter, "connect")
        for utterance in (1, 2):
            await utter(stream, utterance)
            told, _ = await final(stream)
            assert (told.text, told.utterance) == ("hello world", utterance)
            assert told.usage[0].quantity == pytest.approx(0.5, abs=0.05)
        await stream.end()
        assert await stream.hear() is None
    exercised(MODALITY, rig.adapter, "stream")


@every_rig
async def test_silence_alone_is_an_empty_final(serve, phone, rig):
    async with serve(rig) as served:
        stream = await listening(served, phone)
        await stream.hear()
        await stream.say(finalize={"utterance": 7})
        told, _ = await final(stream)
        assert (told.text, told.utterance) == ("", 7)


CLIPPING = b"\x00" * 400 + b"\x80" * 400
"""A square wave at full scale, in mu-law: 10 Hz."""


@every_rig
@pytest.mark.parametrize("block", [b"\xff" * 800, CLIPPING], ids=["silence", "clipping"])
async def test_silence_and_clipping_audio_are_transcribed_like_any(serve, phone, rig, block):
    async with serve(rig) as served:
        stream = await listening(served, phone)
        await stream.say(speech_started={})
        for _ in range(10):
            await stream.say(audio=block)
        await stream.say(finalize={"utterance": 3})
        told, _ = await final(stream)
        assert told.utterance == 3
        assert told.text in {"", "hello world"}


@every_rig
@pytest.mark.parametrize("rate_hz", [11_025, 22_050, 44_100, 48_000])
async def test_audio_of_any_rate_is_taken(serve, rig, rate_hz):
    wanted = audio_pb2.AudioFormat(encoding=audio_pb2.AUDIO_ENCODING_PCM_S16LE, sample_rate_hz=rate_hz)
    async with serve(rig) as served:
        stream = await listening(served, wanted)
        await stream.say(speech_started={})
        for _ in range(5):
            await stream.say(audio=bytes(range(256)) * (rate_hz // 5 // 256 + 1))
            await asyncio.sleep(0.01)
        await stream.say(finalize={"utterance": 1})
        told, _ = await final(stream)
        assert told.text == "hello world"


@every_rig
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (
            {"audio_format": audio_pb2.AudioFormat(encoding=2, sample_rate_hz=4_000)},
            "audio_format.sample_rate_hz",
        ),
        (
            {"audio_format": audio_pb2.AudioFormat(encoding=2, sample_rate_hz=192_000)},
            "audio_format.sample_rate_hz",
        ),
        ({"settings": {"threshold": math.nan}}, "settings.threshold"),
        ({"settings": {"a": {"b": [1, math.inf]}}}, "settings.a.b[1]"),
        ({"settings": {"nothing of the kind": "x" * 50_000}}, "settings.nothing of the kind"),
    ],
    ids=["narrow", "wide", "nan", "infinite", "unknown"],
)
async def test_what_nobody_can_hear_is_refused_by_field(serve, phone, rig, changes, field):
    async with serve(rig) as served:
        stream = await listening(served, **({"audio_format": phone} | changes))
        with pytest.raises(InvalidArgument) as caught:
            await stream.hear()
        assert f"config.{field}" in [each.field for each in caught.value.violations]
        assert served.vendor.requests == []


@every_rig
async def test_who_leaves_ends_the_vendors_stream(serve, phone, rig, eventually):
    """Some vendors are only asked once the utterance is complete: the caller leaves while they hang."""
    async with serve(rig, vendor_answer_s=8.0) as served:
        before = len(asyncio.all_tasks())
        stream = await listening(served, phone)
        await stream.hear()
        is_live = bool(served.vendor.requests)
        served.vendor.fault = None if is_live else Fault.HANG
        if is_live:
            await stream.say(audio=BLOCK)
        else:
            await utter(stream)
        await eventually(lambda: served.vendor.messages if is_live else served.vendor.requests)
        assert not served.vendor.left
        async with asyncio.timeout(5):
            stream.call.cancel()
            await served.vendor.somebody_left()
            await eventually(lambda: len(asyncio.all_tasks()) <= before)
    exercised(MODALITY, rig.adapter, "cancel")


@every_rig
async def test_a_vendor_that_went_without_a_word_is_found_out(serve, phone, rig):
    """One that answers no ping is as good as gone; some vendors keep no connection."""
    async with serve(rig) as served:
        served.vendor.pongs = False
        stream = await listening(served, phone)
        await stream.hear()
        if not served.vendor.requests:
            return
        await served.vendor.somebody_left()
        await stream.say(speech_started={})
        await stream.say(audio=BLOCK)
        with pytest.raises(Unavailable):
            await stream.hear_all()


@pytest.mark.parametrize(
    ("rig", "fault"),
    [(rig, fault) for rig in RIGS for fault in sorted(rig.faults, key=str)],
    ids=lambda each: getattr(each, "adapter", None) or each.name,
)
async def test_failures_are_told_in_our_words(serve, phone, rig, fault):
    async with serve(rig) as served:
        served.vendor.fault = fault
        stream = await listening(served, phone)
        with pytest.raises(ServiceError) as caught:
            await converse(stream)
        require_meant(fault, caught.value)
    exercised(MODALITY, rig.adapter, "errors")


@pytest.mark.parametrize(
    ("rig", "code"),
    [(rig, code) for rig in RIGS for code in rig.languages],
    ids=lambda each: getattr(each, "adapter", each),
)
async def test_languages_are_written_the_vendors_way(serve, phone, rig, code):
    async with serve(rig) as served:
        stream = await listening(served, phone, language=code)
        await utter(stream)
        await final(stream)
        assert served.rig.language_of(served.vendor) == rig.languages[code]
    exercised(MODALITY, rig.adapter, "languages")


@pytest.mark.parametrize("rig", [rig for rig in RIGS if rig.settings], ids=lambda rig: rig.adapter)
async def test_every_setting_reaches_the_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_SPEECH_TO_TEXT))[rig.adapter]
        assert set(rig.settings) == set(listed.settings_schema["properties"]), "the rig forgets a setting"
        stream = await listening(served, phone)
        await utter(stream)
        await final(stream)
        assert dict(rig.settings_seen(served.vendor)) == dict(rig.settings)
    exercised(MODALITY, rig.adapter, "settings")


@every_rig
async def test_the_key_stays_between_adapter_and_vendor(serve, phone, rig):
    async with serve(rig) as served:
        listed = (await served.client.catalogue(MODALITY_SPEECH_TO_TEXT))[rig.adapter]
        assert not listed.credential_needed
        assert "planted" not in str(listed)
        stream = await listening(served, phone)
        await utter(stream)
        await final(stream)
    secrets = [value for value in rig.account.values() if "planted" in value]
    sent = str(served.vendor.requests) + str(served.vendor.messages)
    assert all(secret in sent for secret in secrets)
