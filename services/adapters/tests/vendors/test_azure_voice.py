from xml.etree import ElementTree as ET

import pytest

from voicera_adapters.vendors.azure.ssml import Manner, ssml
from voicera_kit.errors import FailedPrecondition

from .rigs.azure_text_to_speech import RIG, SSML, root_of
from .test_text_to_speech import speaking, spoken

VOICE = Manner("en-IN-NeerjaNeural", "en-IN")


@pytest.mark.parametrize(
    "text", ["</voice><break time='5s'/>", "a < b && b > c", 'it\'s "so"', "x]]>", "आपकी 😀", "&amp; &#65;"]
)
async def test_text_stays_text(serve, phone, text):
    async with serve(RIG) as served:
        stream = await speaking(served, phone)
        await spoken(stream, text=text)
        root = root_of(served.vendor)
    assert "".join(root.itertext()) == text
    assert [each.tag for each in root] == [f"{SSML}voice"]


def test_what_xml_cannot_hold_is_left_out():
    assert "a b c d" in ssml("a\x00b\x1bc\ufffed", VOICE)


def test_a_voice_cannot_say_more_than_its_name():
    manner = Manner("x'/><audio src='http://x", "en-IN", style="a\" b='")
    root = ET.fromstring(ssml("Hello", manner))  # noqa: S314 - our own
    assert root[0].attrib == {"name": manner.voice}
    assert root[0][0].attrib == {"style": manner.style, "styledegree": "1"}


def test_a_voice_left_alone_speaks_its_own_way():
    assert "prosody" not in ssml("Hello", VOICE)
    assert "express-as" not in ssml("Hello", VOICE)


async def test_a_language_has_a_voice_of_its_own(serve, phone):
    async with serve(RIG) as served:
        stream = await speaking(served, phone, voice="", language="hi-IN")
        await spoken(stream)
        voice = next(root_of(served.vendor).iter(f"{SSML}voice"))
        assert served.vendor.requests[0].headers["user-agent"]
    assert voice.get("name") == "hi-IN-SwaraNeural"


@pytest.mark.parametrize("region", ["evil.example/", "central india", "@x", ""])
async def test_a_region_is_a_name_and_no_address(serve, phone, monkeypatch, region):
    async with serve(RIG) as served:
        monkeypatch.setenv("VOICERA_AZURE_REGION", region)
        stream = await speaking(served, phone)
        with pytest.raises(FailedPrecondition, match="region"):
            await stream.hear()
