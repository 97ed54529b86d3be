"""A probe reaches every vendor in every modality, and whatever it fails with is an outcome."""

import pytest

from voicera.ai.v1 import adapter_catalog_service_pb2 as pb
from voicera_adapters.net import KEY_REJECTED

from .rigs import rigs
from .rigs.server import Fault

MODALITIES = {
    "speech_to_text": pb.MODALITY_SPEECH_TO_TEXT,
    "text_to_speech": pb.MODALITY_TEXT_TO_SPEECH,
    "language_model": pb.MODALITY_LANGUAGE_MODEL,
    "translation": pb.MODALITY_TRANSLATION,
    "realtime": pb.MODALITY_REALTIME,
}
EVERY = [(rig, MODALITIES[name]) for name in MODALITIES for rig in rigs(name)]

every_rig = pytest.mark.parametrize(
    ("rig", "modality"), EVERY, ids=[f"{rig.adapter}-{modality}" for rig, modality in EVERY]
)


def asked(rig, modality):
    wish = {"model": rig.model, "settings": dict(rig.settings)}
    if modality == pb.MODALITY_TEXT_TO_SPEECH:
        wish["voice"] = rig.voice
    return wish | {"language": rig.language} if modality != pb.MODALITY_LANGUAGE_MODEL else wish


@every_rig
async def test_a_vendor_that_answers_is_ok(serve, rig, modality):
    async with serve(rig, vendor_answer_s=5.0) as served:
        tried = await served.client.probe(rig.adapter, modality, **asked(rig, modality))
        [health] = [
            each.health
            for each in (await served.client.catalogue(modality)).values()
            if each.id == rig.adapter
        ]
    assert tried.ok, tried
    assert 0 < tried.first_byte_ms <= tried.total_ms
    assert (health.requests, health.failures) == (1, 0)


@every_rig
async def test_a_key_that_is_rejected_is_an_outcome_and_no_failure_of_the_vendor(serve, rig, modality):
    async with serve(rig) as served:
        served.vendor.fault = Fault.KEY
        tried = await served.client.probe(rig.adapter, modality, **asked(rig, modality))
        listed = (await served.client.catalogue(modality))[rig.adapter]
    assert (tried.ok, tried.reason) == (False, KEY_REJECTED)
    assert "secret" not in tried.message
    assert not listed.health.failures
