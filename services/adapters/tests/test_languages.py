import pytest

from voicera_adapters.contract import Expectation
from voicera_adapters.hints import terms_of
from voicera_adapters.languages import alike, are_one, code_in, codes_in, is_language, language_in

TABLE = {"en-IN": "eng", "hi": "hin", "or": "od"}


@pytest.mark.parametrize(
    ("language", "code"),
    [("en-IN", "eng"), ("EN-in", "eng"), ("hi", "hin"), ("hi-IN", "hin"), ("or-IN", "od")],
)
def test_a_regional_form_has_the_code_of_the_bare_one(language, code):
    assert code_in(TABLE, language) == code


def test_unknown_languages_have_no_code():
    with pytest.raises(KeyError):
        code_in(TABLE, "en")


def test_codes_are_not_repeated():
    assert codes_in(TABLE, "hi", "hi-IN", "or") == ["hin", "od"]
    assert alike("as bn") == {"as": "as", "bn": "bn"}


@pytest.mark.parametrize(
    ("code", "language"), [("eng", "en-IN"), ("HIN", "hi"), ("od", "or"), ("xyz", "xyz"), ("", "")]
)
def test_a_vendors_code_is_a_language_of_the_table(code, language):
    assert language_in(TABLE, code) == language


def test_of_several_languages_with_a_code_the_one_of_its_name_is_meant():
    assert language_in({"nb": "no", "no": "no", "nn": "no"}, "NO") == "no"
    assert language_in({"en-IN": "eng", "en": "eng"}, "eng") == "en"


def test_hints_are_plain_phrases_and_those_of_classes():
    expected = Expectation(("yes", "book {day}", "a" * 30), {"day": ("monday", "yes")})
    assert terms_of(expected, most=5, longest=20) == ["yes", "monday"]
    assert terms_of(expected, most=1, longest=20) == ["yes"]


@pytest.mark.parametrize("code", ["hi", "brx", "en-IN", "zh-Hant-TW", "es-419", "de-CH-1996"])
def test_codes_have_a_form(code):
    assert is_language(code)


@pytest.mark.parametrize("code", ["", "x", "hindi", "hi_IN", "hi ", "hi-", "hi\n", "हि"])
def test_other_text_is_no_code(code):
    assert not is_language(code)


@pytest.mark.parametrize(
    ("language", "other", "same"),
    [
        ("hi", "hi", True),
        ("hi-IN", "HI", True),
        ("es", "es-419", True),
        ("pt-BR", "pt-PT", False),
        ("sr", "sr-Latn", False),
        ("hi", "hi-Latn-IN", False),
        ("en", "hi", False),
    ],
)
def test_a_region_alone_makes_no_other_language(language, other, same):
    assert are_one(language, other) is are_one(other, language) is same
