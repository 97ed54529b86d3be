"""What only Sarvam's translator does: its two models, styles, and texts too long for it."""

import pytest

from voicera.ai.v1 import translation_service_pb2 as mt
from voicera_adapters.net import KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_adapters.pieces import framed, pieces
from voicera_kit.errors import InvalidArgument, ServiceError

from .rigs.sarvam_translation import RIG
from .rigs.translator import bodies
from .test_translation import wanted


@pytest.mark.parametrize(
    ("language", "model", "expected"),
    [
        ("hi", "", "mayura:v1"),
        ("ur", "", "sarvam-translate:v1"),
        ("hi", "sarvam-translate:v1", "sarvam-translate:v1"),
    ],
)
async def test_mayura_translates_what_it_knows_unless_another_is_asked_for(serve, language, model, expected):
    async with serve(RIG) as served:
        await served.client.translate(wanted(RIG, target_language=language, model=model))
        (body,) = bodies(served.vendor)
    assert body["model"] == expected
    assert ("mode" in body) == ("speaker_gender" in body) == (expected == "mayura:v1")
    assert body["numerals_format"] == "native"


@pytest.mark.parametrize("field", ["source_language", "target_language"])
async def test_mayura_is_refused_languages_it_does_not_know(serve, field):
    languages = {"source_language": "en-IN", "target_language": "en-IN"} | {field: "sa"}
    async with serve(RIG) as served:
        with pytest.raises(InvalidArgument) as caught:
            await served.client.translate(wanted(RIG, model="mayura:v1", **languages))
        assert served.vendor.requests == []
    assert [each.field for each in caught.value.violations] == [field]


@pytest.mark.parametrize(
    ("formality", "mode", "expected"),
    [
        (mt.FORMALITY_UNSPECIFIED, "classic-colloquial", "classic-colloquial"),
        (mt.FORMALITY_FORMAL, "code-mixed", "formal"),
        (mt.FORMALITY_INFORMAL, "formal", "modern-colloquial"),
        (mt.FORMALITY_INFORMAL, "code-mixed", "code-mixed"),
    ],
)
async def test_the_tone_asked_for_goes_before_the_setting(serve, formality, mode, expected):
    async with serve(RIG) as served:
        await served.client.translate(wanted(RIG, formality=formality, settings={"mode": mode}))
        assert bodies(served.vendor)[0]["mode"] == expected


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, "invalid_api_key_error", KEY_REJECTED),
        (429, "insufficient_quota_error", QUOTA_EXHAUSTED),
        (429, "rate_limit_exceeded_error", "RESOURCE_EXHAUSTED"),
    ],
)
async def test_refusals_are_told_apart_by_their_code(serve, status, code, reason):
    async with serve(RIG) as served:
        served.vendor.refusal = status, {"error": {"message": "secret", "code": code}}
        with pytest.raises(ServiceError) as caught:
            await served.client.translate(wanted(RIG))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("One two. Three four five.", ["One two. ", "Three four ", "five."]),
        ("एक दो। तीन चार", ["एक दो। ", "तीन चार"]),
        ("line\nsecond line", ["line\n", "second line"]),
        ("abcdefghijklmno", ["abcdefghijkl", "mno"]),
    ],
)
def test_texts_are_cut_after_sentences_or_between_words(text, expected):
    assert list(pieces(text, 12)) == expected
    assert "".join(expected) == text


def test_white_space_around_a_piece_stays():
    assert framed("\n One two.  ", " एक दो। ") == "\n एक दो।  "


async def test_long_texts_keep_their_sentences_in_order(serve):
    sentences = [f"Sentence {at} is here. " for at in range(200)]
    async with serve(RIG, vendor_answer_s=8.0) as served:
        answer = await served.client.translate(wanted(RIG, "".join(sentences)))
        asked = bodies(served.vendor)
    assert len(asked) == 5
    (text,) = answer.texts
    assert text.replace("hi-IN: ", "") == "".join(sentences)
    assert text.count("hi-IN: ") == 5
