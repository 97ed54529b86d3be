"""What only Azure's translator does: glossaries as markup, custom models, and a quota that looks like a key."""

import pytest

from voicera_adapters.net import KEY_REJECTED, QUOTA_EXHAUSTED
from voicera_adapters.vendors.azure_translator.glossary import marker, plain
from voicera_kit.errors import ServiceError

from .rigs.azure_translator_translation import RIG
from .test_translation import wanted


def marked(term, translated):
    return f'<mstrans:dictionary translation="{translated}">{term}</mstrans:dictionary>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the token", f"the {marked('token', 'टोकन')}"),
        ("token token!", f"{marked('token', 'टोकन')} {marked('token', 'टोकन')}!"),
        ("tokens untoken", "tokens untoken"),
        ("Token", "Token"),
        ("a token number", f"a {marked('token number', 'क्रमांक')}"),
        ("1 < 2 & token", f"1 &lt; 2 &amp; {marked('token', 'टोकन')}"),
        ("AT&T", marked("AT&amp;T", "&quot;AT&amp;T&quot;")),
        ("राम और रामायण", f"{marked('राम', 'Ram')} और रामायण"),
        ("", ""),
    ],
)
def test_whole_words_of_the_glossary_are_marked_and_the_rest_escaped(text, expected):
    glossary = {"token": "टोकन", "token number": "क्रमांक", "AT&T": '"AT&T"', "राम": "Ram", "": "nothing"}
    assert marker(glossary)(text) == expected


def test_an_empty_term_alone_marks_nothing():
    assert marker({"": "nothing"})("a & b") == "a &amp; b"
    assert plain("a &amp; b &lt;c&gt;") == "a & b <c>"


async def test_texts_are_plain_without_a_glossary_and_read_back_with_one(serve):
    async with serve(RIG) as served:
        for glossary in ({}, {"token": "टोकन"}):
            answer = await served.client.translate(wanted(RIG, "1 < 2 & 3", glossary=glossary))
            assert list(answer.texts) == ["hi: 1 < 2 & 3"]
        plain_request, html_request = served.vendor.requests
    assert (plain_request.param("textType"), plain_request.body) == ("plain", [{"Text": "1 < 2 & 3"}])
    assert (html_request.param("textType"), html_request.body) == ("html", [{"Text": "1 &lt; 2 &amp; 3"}])


@pytest.mark.parametrize(
    ("model", "category"), [("", "general"), ("contoso-clinic-NMT", "contoso-clinic-NMT")]
)
async def test_a_model_is_the_category_of_a_custom_translator(serve, model, category):
    async with serve(RIG) as served:
        await served.client.translate(wanted(RIG, model=model))
        assert served.vendor.requests[0].param("category") == category


async def test_a_global_resource_has_no_region(serve, monkeypatch):
    async with serve(RIG) as served:
        monkeypatch.delenv("VOICERA_AZURE_TRANSLATOR_REGION")
        await served.client.translate(wanted(RIG))
        headers = served.vendor.requests[0].headers
    assert headers["ocp-apim-subscription-key"] == "az-planted-key"
    assert "ocp-apim-subscription-region" not in headers


async def test_its_account_is_not_that_of_azures_speech(serving_vendors, monkeypatch):
    for name in ("AZURE_API_KEY", "AZURE_TRANSLATOR_API_KEY"):
        monkeypatch.setenv(f"VOICERA_{name}", "key")
    monkeypatch.setenv("VOICERA_AZURE_REGION", "centralindia")
    async with serving_vendors(adapters="azure,azure_translator") as client:
        listed = await client.catalogue()
    assert not any(each.credential_needed for each in listed.values())


@pytest.mark.parametrize(
    ("status", "code", "reason"),
    [
        (403, 403001, QUOTA_EXHAUSTED),
        (403, 403000, KEY_REJECTED),
        (401, 401000, KEY_REJECTED),
        (429, 429001, "RESOURCE_EXHAUSTED"),
        (400, 400036, "INVALID_ARGUMENT"),
    ],
)
async def test_refusals_are_told_apart_by_their_code(serve, status, code, reason):
    async with serve(RIG) as served:
        served.vendor.refusal = status, {"error": {"code": code, "message": "secret"}}
        with pytest.raises(ServiceError) as caught:
            await served.client.translate(wanted(RIG))
    assert caught.value.reason == reason
    assert "secret" not in str(caught.value)
