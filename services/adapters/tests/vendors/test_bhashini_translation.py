"""What only Bhashini's translator does: it chooses a service for the languages."""

import pytest

from voicera_kit.errors import Unavailable

from .rigs.bhashini_translation import RIG, config_of
from .test_translation import wanted

INDICTRANS = "ai4bharat/indictrans-v2-all-gpu--t4"
ANY = "bhashini/iiith/nmt-all"


@pytest.mark.parametrize(
    ("language", "model", "service"),
    [
        ("hi", "", INDICTRANS),
        ("kok", "", INDICTRANS),
        ("pa", "", ANY),
        ("brx-IN", "", ANY),
        ("hi", "bhashini/cdac-noida/nmt", "bhashini/cdac-noida/nmt"),
    ],
)
async def test_the_model_is_the_service(serve, language, model, service):
    async with serve(RIG) as served:
        await served.client.translate(wanted(RIG, target_language=language, model=model, settings={}))
        config = config_of(served.vendor)
    assert config["serviceId"] == service
    assert "postProcessors" not in config


async def test_the_key_is_sent_without_a_scheme(serve):
    async with serve(RIG) as served:
        await served.client.translate(wanted(RIG))
        assert served.vendor.requests[0].headers["authorization"] == "bh-planted-key"


async def test_a_failed_service_is_unavailable(serve):
    async with serve(RIG) as served:
        told = {"kind": "DHRUVA-101", "message": "secret"}
        served.vendor.refusal = 500, {"detail": told}
        with pytest.raises(Unavailable) as caught:
            await served.client.translate(wanted(RIG))
    assert "secret" not in str(caught.value)
