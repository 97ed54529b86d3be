"""Voices are listed and heard, and adapters tried, in the pool that serves them and for whoever asks."""

import io
import wave

import pytest
from google.protobuf.struct_pb2 import Struct

from voicera.agents.v1 import integration_service_pb2 as pb
from voicera.ai.v1 import adapter_catalog_service_pb2 as ai
from voicera_kit.errors import (
    FailedPrecondition,
    FieldViolation,
    InvalidArgument,
    NotFound,
    PermissionDenied,
    Unavailable,
)
from voicera_kit.greetings import greeting_in

SCHEMA = {"type": "object", "properties": {"pitch": {"type": "integer", "maximum": 99}}}


def struct(**values: object) -> Struct:
    made = Struct()
    made.update(values)
    return made


async def preview(agents, role: str = "operator", **request):
    wish = {"adapter": "espeak", "voice": "hi", "language": "hi-IN"} | request
    return await agents.integrations.PreviewVoice(
        pb.PreviewVoiceRequest(**wish), metadata=agents.member("org_7", role)
    )


async def probe(agents, role: str = "operator", **request):
    wish = {"adapter": "espeak", "modality": ai.MODALITY_TEXT_TO_SPEECH} | request
    return await agents.integrations.ProbeIntegration(
        pb.ProbeIntegrationRequest(**wish), metadata=agents.member("org_7", role)
    )


async def voices(agents, **request):
    return await agents.integrations.ListVoices(
        pb.ListVoicesRequest(**{"adapter": "espeak"} | request), metadata=agents.member("org_7", "viewer")
    )


def fields_of(error: InvalidArgument) -> set[str]:
    return {each.field for each in error.violations}


async def test_voices_are_asked_of_the_pool_for_the_organization(agents, pools) -> None:
    listed = await voices(agents, language="hi", page_size=7, page_token="t")
    assert (listed.voices[0].id, listed.next_page_token, listed.live) == ("own", "more", True)
    [asked] = pools.tried
    assert (asked.pool, asked.organization_id) == ("espeak", "org_7")
    assert asked.request == ai.ListVoicesRequest(
        adapter="espeak", language="hi", page_size=7, page_token="t", modality=ai.MODALITY_TEXT_TO_SPEECH
    )


@pytest.mark.parametrize(
    ("request_fields", "field"),
    [({"language": "?"}, "language"), ({"modality": ai.MODALITY_LANGUAGE_MODEL}, "modality")],
)
async def test_a_list_that_cannot_be_is_refused(agents, pools, request_fields, field) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await voices(agents, **request_fields)
    assert fields_of(caught.value) == {field}
    assert not pools.tried


async def test_a_server_that_lists_no_voices_has_those_of_the_catalogue(agents, pools) -> None:
    pools.lists_and_tries = False
    [espeak] = [each for each in pools.offers["espeak"] if each.id == "espeak"]
    known = sorted(voice.id for voice in espeak.voices)
    seen, token = [], ""
    while not seen or token:
        listed = await voices(agents, page_size=1, page_token=token)
        assert not listed.live
        seen += [voice.id for voice in listed.voices]
        token = listed.next_page_token
    assert seen == known
    in_hindi = (await voices(agents, language="hi")).voices
    assert {each.language.partition("-")[0] for each in in_hindi} <= {"hi", ""}


async def test_a_server_that_tries_nothing_says_so(agents, pools) -> None:
    pools.lists_and_tries = False
    with pytest.raises(FailedPrecondition) as caught:
        await probe(agents)
    assert caught.value.reason == "PROBE_NOT_OFFERED"


async def test_a_preview_is_a_wav_file(agents, pools) -> None:
    heard = await preview(agents, text="नमस्ते", speaking_rate=1.5)
    with wave.open(io.BytesIO(heard.wav)) as file:
        form = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        assert file.readframes(file.getnframes()) == pools.speech
    assert form == (1, 2, 24_000)
    assert heard.first_byte_ms == 42
    config, segment = pools.tried
    assert (config.pool, config.organization_id) == ("espeak", "org_7")
    assert (config.request.config.voice, config.request.config.speaking_rate) == ("hi", 1.5)
    assert segment.request.segment.text == "नमस्ते"


@pytest.mark.parametrize(("language", "voice"), [("hi-IN", "hi"), ("en-GB", "en-gb")])
async def test_without_a_text_a_greeting_is_said(agents, pools, language, voice) -> None:
    await preview(agents, language=language, voice=voice, text="  ")
    assert pools.tried[1].request.segment.text == greeting_in(language)


async def test_a_voice_that_does_not_end_is_cut_off(agents, pools) -> None:
    pools.speech = bytes(24_000 * 2 * 70)
    heard = await preview(agents)
    with wave.open(io.BytesIO(heard.wav)) as file:
        assert file.getnframes() == 60 * 24_000


async def test_everything_wrong_with_a_preview_is_named(agents, pools) -> None:
    pools.offers["espeak"][0].settings_schema.Clear()
    pools.offers["espeak"][0].settings_schema.update(SCHEMA)
    with pytest.raises(InvalidArgument) as caught:
        await preview(
            agents,
            voice="nobody",
            language="xx-XX",
            text="x" * 301,
            speaking_rate=2.5,
            settings=struct(pitch=100),
        )
    assert fields_of(caught.value) == {"voice", "language", "text", "speaking_rate", "settings.pitch"}
    assert not pools.tried


@pytest.mark.parametrize(
    ("request_fields", "fields"),
    [
        ({"voice": ""}, {"voice"}),
        ({"language": ""}, {"language"}),
        ({"language": "klingon!"}, {"language"}),
        ({"language": "en-IN"}, {"language"}),
        ({"speaking_rate": float("nan")}, {"speaking_rate"}),
    ],
)
async def test_a_preview_that_cannot_be_is_refused(agents, request_fields, fields) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await preview(agents, **request_fields)
    assert fields_of(caught.value) == fields


async def test_voices_of_an_account_are_tried_without_being_known(agents, pools) -> None:
    pools.offers["espeak"][0].any_voice = True
    await preview(agents, voice="my-clone")
    assert pools.tried[0].request.config.voice == "my-clone"


async def test_what_the_adapter_refuses_is_named_as_the_caller_wrote_it(agents, pools) -> None:
    pools.failure = InvalidArgument(
        FieldViolation("config.settings.model", "is unknown"), FieldViolation("segment.text", "is odd")
    )
    with pytest.raises(InvalidArgument) as caught:
        await preview(agents)
    assert fields_of(caught.value) == {"settings.model", "text"}


async def test_why_a_vendor_does_not_speak_is_told(agents, pools) -> None:
    pools.failure = FailedPrecondition("rejected", reason="PROVIDER_KEY_REJECTED")
    with pytest.raises(FailedPrecondition) as caught:
        await preview(agents)
    assert caught.value.reason == "PROVIDER_KEY_REJECTED"


async def test_a_text_that_makes_no_sound_is_refused(agents, pools) -> None:
    pools.speech = b""
    with pytest.raises(InvalidArgument) as caught:
        await preview(agents, text="😀")
    assert fields_of(caught.value) == {"text"}


async def test_a_probe_tells_how_it_went(agents, pools) -> None:
    tried = await probe(agents, voice="hi", language="hi-IN", settings=struct(pitch=3))
    assert (tried.ok, tried.reason, tried.total_ms) == (False, "PROVIDER_KEY_MISSING", 12)
    [asked] = pools.tried
    assert (asked.pool, asked.organization_id) == ("espeak", "org_7")
    assert asked.request == ai.ProbeRequest(
        adapter="espeak",
        modality=ai.MODALITY_TEXT_TO_SPEECH,
        voice="hi",
        language="hi-IN",
        settings=struct(pitch=3),
    )


@pytest.mark.parametrize(
    ("request_fields", "fields"),
    [
        ({"modality": 0}, {"modality"}),
        ({"modality": 99}, {"modality"}),
        ({"voice": "nobody"}, {"voice"}),
        ({"model": "none"}, {"model"}),
        ({"language": "xx"}, {"language"}),
        (
            {"adapter": "openai", "modality": ai.MODALITY_LANGUAGE_MODEL, "settings": struct(timeout_s=0)},
            {"settings.timeout_s"},
        ),
    ],
)
async def test_a_probe_that_cannot_be_is_refused(agents, pools, request_fields, fields) -> None:
    with pytest.raises(InvalidArgument) as caught:
        await probe(agents, **request_fields)
    assert fields_of(caught.value) == fields
    assert not pools.tried


@pytest.mark.parametrize("ask", [voices, preview, probe])
async def test_an_adapter_nobody_has_is_not_found(agents, ask) -> None:
    with pytest.raises(NotFound) as caught:
        await ask(agents, adapter="nobody")
    assert caught.value.metadata == {"kind": "adapter", "id": "nobody"}


async def test_an_adapter_of_another_modality_is_not_found(agents) -> None:
    with pytest.raises(NotFound):
        await preview(agents, adapter="pocketsphinx")


async def test_whether_it_is_there_cannot_be_told_of_a_silent_pool(agents, pools) -> None:
    pools.silent = {"espeak"}
    with pytest.raises(Unavailable) as caught:
        await probe(agents)
    assert caught.value.reason == "ADAPTERS_UNREACHABLE"


@pytest.mark.parametrize("ask", [preview, probe])
async def test_who_only_looks_may_not_try(agents, pools, ask) -> None:
    with pytest.raises(PermissionDenied) as caught:
        await ask(agents, role="viewer")
    assert caught.value.metadata == {"permission": "integrations.try"}
    assert not pools.tried
