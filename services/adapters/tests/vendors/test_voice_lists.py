"""Voices are asked of every vendor that can be asked, in its own format, and are the catalogue's where it fails."""

import pytest

from voicera.ai.v1.adapter_catalog_service_pb2 import MODALITY_TEXT_TO_SPEECH
from voicera_adapters.catalogue import open_adapters
from voicera_adapters.contract import VoiceLister
from voicera_adapters.settings import AdapterSettings

from .rigs.listings import TOLD
from .rigs.server import Fault

every_vendor = pytest.mark.parametrize("told", TOLD, ids=lambda told: told.rig.adapter)


async def test_every_vendor_that_is_asked_has_a_rig():
    async with open_adapters(AdapterSettings(adapters="network")) as adapters:
        asked = {each.description.id for each in adapters.all() if isinstance(each, VoiceLister)}
    assert asked == {told.rig.adapter for told in TOLD}


@every_vendor
async def test_the_accounts_voices_are_listed_by_language_and_name(serve, told):
    async with serve(told.rig) as served:
        listed = await served.client.voices(adapter=told.rig.adapter)
    assert listed.live
    assert [(each.id, each.language) for each in listed.voices] == told.voices
    assert all(each.display_name for each in listed.voices)


@every_vendor
async def test_voices_are_chosen_by_language(serve, told):
    async with serve(told.rig) as served:
        listed = await served.client.voices(adapter=told.rig.adapter, language="hi-IN")
    assert [each.id for each in listed.voices] == told.hindi


@pytest.mark.parametrize(
    ("told", "fault"),
    [(told, fault) for told in TOLD for fault in (Fault.KEY, Fault.RATE, Fault.BROKEN, Fault.GARBAGE)],
    ids=lambda each: each.name if isinstance(each, Fault) else each.rig.adapter,
)
async def test_a_vendor_that_fails_leaves_the_catalogues_voices(serve, told, fault):
    async with serve(told.rig) as served:
        served.vendor.fault = fault
        listed = await served.client.voices(adapter=told.rig.adapter, page_size=1000)
        known = (await served.client.catalogue(MODALITY_TEXT_TO_SPEECH))[told.rig.adapter].voices
    assert not listed.live
    assert {each.id for each in listed.voices} == {each.id for each in known}
    assert len(served.vendor.requests) == 1


async def test_a_vendor_that_does_not_answer_leaves_them_in_time(serve, monkeypatch):
    monkeypatch.setattr("voicera_adapters.voices.ASK_S", 0.2)
    async with serve(TOLD[0].rig) as served:
        served.vendor.fault = Fault.HANG
        listed = await served.client.voices(adapter="elevenlabs")
        await served.vendor.somebody_left()
    assert not listed.live
    assert listed.voices


async def test_an_organization_is_answered_from_memory_and_another_is_not(serve):
    told = next(each for each in TOLD if each.rig.adapter == "azure")
    async with serve(told.rig) as served:
        for _ in range(3):
            await served.client.voices(adapter="azure")
        assert len(served.vendor.requests) == 1
        await served.client.of("org_2").voices(adapter="azure")
        assert len(served.vendor.requests) == 2


async def test_without_a_credential_the_vendor_is_not_asked(serving_vendors):
    async with serving_vendors(adapters="elevenlabs") as client:
        listed = await client.voices(adapter="elevenlabs")
    assert not listed.live
    assert len(listed.voices) == 5
