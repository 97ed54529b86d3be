import asyncio

import pytest

from voicera.ai.v1 import translation_service_pb2 as mt
from voicera_adapters.catalogue import Adapters
from voicera_adapters.contract import Description, Formality, Modality, Translated, TranslationCapabilities
from voicera_adapters.net import ANSWER_INVALID
from voicera_adapters.vendors.espeak.settings import EspeakSettings
from voicera_kit.errors import InvalidArgument, Unavailable


class FakeVendor:
    """Translates into capitals; "lost" is left out, "boom" fails, "slow" waits until it is cancelled."""

    def __init__(self, *, formality=True, glossary=True, reason=""):
        self.asked = []
        self.cancelled = 0
        self.description = Description(
            id="fake",
            modality=Modality.TRANSLATION,
            display_name="Fake",
            languages=("en-IN", "hi"),
            capabilities=TranslationCapabilities(formality=formality, glossary=glossary),
            settings=EspeakSettings,
            models=("best",),
            unavailable_reason=reason,
        )

    async def translate(self, translation):
        self.asked.append(translation)
        if "boom" in translation.texts:
            raise Unavailable("the vendor is down")
        if "slow" in translation.texts:
            await self.wait()
        return Translated(tuple(text.upper() for text in translation.texts if text != "lost"))

    async def wait(self):
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


@pytest.fixture
def vendor():
    return FakeVendor()


@pytest.fixture
async def client(serving, vendor):
    async with serving(Adapters({}, {}, {}, {"fake": vendor})) as client:
        yield client


def request(*texts, **changes):
    fields = {
        "adapter": "fake",
        "texts": texts or ("hello",),
        "source_language": "en-IN",
        "target_language": "hi-IN",
    }
    return mt.TranslateRequest(**(fields | changes))


async def refused_fields(client, asked):
    with pytest.raises(InvalidArgument) as caught:
        await client.translate(asked)
    return [each.field for each in caught.value.violations]


async def test_texts_come_back_in_order_with_what_they_cost(client):
    answer = await client.translate(request("one", "दो", "three"))
    assert list(answer.texts) == ["ONE", "दो", "THREE"]
    assert answer.usage[0].quantity == 10
    assert answer.processing_ms > 0


async def test_every_part_of_the_request_reaches_the_vendor(client, vendor):
    asked = request(model="best", formality=mt.FORMALITY_INFORMAL, glossary={"token": "टोकन"})
    asked.settings.update({"pitch": 70})
    await client.translate(asked)
    (translation,) = vendor.asked
    assert (translation.model, translation.texts) == ("best", ("hello",))
    assert (translation.source_language, translation.target_language) == ("en-IN", "hi-IN")
    assert (translation.formality, translation.glossary) == (Formality.INFORMAL, {"token": "टोकन"})
    assert translation.settings == {"pitch": 70}


async def test_what_the_vendor_cannot_choose_does_not_reach_it(serving):
    vendor = FakeVendor(formality=False, glossary=False)
    async with serving(Adapters({}, {}, {}, {"fake": vendor})) as client:
        await client.translate(request(formality=mt.FORMALITY_FORMAL, glossary={"token": "टोकन"}))
    assert (vendor.asked[0].formality, vendor.asked[0].glossary) == (Formality.DEFAULT, {})


async def test_as_much_as_the_contract_allows_is_translated(client):
    glossary = {f"term {at}": "x" for at in range(200)}
    answer = await client.translate(request(*["क" * 5000] * 50, glossary=glossary))
    assert len(answer.texts) == 50


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (mt.TranslateRequest(adapter="fake", source_language="en-IN", target_language="hi"), "texts"),
        (request(*["a"] * 51), "texts"),
        (request("fine", "a" * 5001), "texts[1]"),
        (request(source_language="xx"), "source_language"),
        (request(target_language="xx"), "target_language"),
        (request(target_language=""), "target_language"),
        (request(glossary={f"term {at}": "x" for at in range(201)}), "glossary"),
        (request(model="worst"), "model"),
        (request(adapter="nobody"), "adapter"),
    ],
)
async def test_what_is_wrong_or_too_much_is_refused_by_field(client, vendor, asked, field):
    assert await refused_fields(client, asked) == [field]
    assert vendor.asked == []


async def test_a_missing_text_is_no_translation(client):
    with pytest.raises(Unavailable) as caught:
        await client.translate(request("one", "lost"))
    assert caught.value.reason == ANSWER_INVALID


async def test_a_failing_vendor_is_told(client):
    with pytest.raises(Unavailable):
        await client.translate(request("one", "boom"))


async def test_who_leaves_stops_the_vendor(client, vendor, eventually):
    asking = asyncio.create_task(client.translate(request("slow")))
    await eventually(lambda: vendor.asked)
    asking.cancel()
    await eventually(lambda: vendor.cancelled == 1)
    await asyncio.gather(asking, return_exceptions=True)
